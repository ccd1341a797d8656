// SPDX-License-Identifier: Apache-2.0
#include "base/system_error.hpp"

#include <cerrno>
#include <system_error>

namespace kompress {

bool is_out_of_space(int number) { return number == ENOSPC || number == EDQUOT || number == EFBIG; }

Error system_error(const std::string& doing, int number, const std::string& instead) {
    const std::string what = doing + ": " + std::generic_category().message(number);
    if (is_out_of_space(number)) return {ErrorCode::Limit, what + "; free some space or " + instead};
    if (number == ENOENT || number == ENOTDIR) return {ErrorCode::NotFound, what + "; " + instead};
    if (number == EACCES || number == EPERM || number == EROFS) return {ErrorCode::Io, what + "; " + instead};
    return {ErrorCode::Io, what + "; check that disk, or " + instead};
}

}  // namespace kompress
