// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which texts the CommonMark parser reads in linear time.

#include <string_view>

namespace kompress::markdown {

/// False for what would cost the parser more than its size: containers nested deeper than any author nests them, table
/// heads with more columns than a screen holds, and single pages of many megabytes.
bool is_fit(std::string_view text);

}  // namespace kompress::markdown
