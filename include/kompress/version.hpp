// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace kompress {

std::string_view version();  ///< "0.1.0"
std::string_view commit();   ///< abbreviated commit of the build, "" when unknown

}  // namespace kompress
