// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The data files of this module as the build took them in (data.S).

#include <string_view>

namespace kompress::secrets {

std::string_view embedded_rules();       ///< rules.txt
std::string_view embedded_file_rules();  ///< secret_files.txt

}  // namespace kompress::secrets
