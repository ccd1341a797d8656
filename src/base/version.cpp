// SPDX-License-Identifier: Apache-2.0
#include "kompress/version.hpp"

#include "kompress_version_numbers.hpp"

namespace kompress {

std::string_view version() { return KOMPRESS_VERSION; }
std::string_view commit() { return KOMPRESS_COMMIT; }

}  // namespace kompress
