// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What of a page is whose, and what of it counts.

#include <string>
#include <string_view>

namespace kompress::docgen {

/// `fresh` with the regions between `<!-- kompress:keep -->` and `<!-- /kompress:keep -->` that people wrote into `old`, each
/// at the end of the section that it stands in; of a section that is no more, at the end of the page. Nothing is lost: a region
/// without an end goes to the end of `old`.
std::string with_kept_regions(const std::string& fresh, std::string_view old);

/// Does a person keep something in the page?
bool has_kept_regions(std::string_view page);

/// The page without what moves when something else is edited: numbers outside of code, which are lines and sums.
std::string essence(std::string_view page);

}  // namespace kompress::docgen
