// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Doc comments as Markdown: paragraphs, lists, code, and the tags of Javadoc, Doxygen, kernel-doc and reST.

#include <string>
#include <string_view>

namespace kompress::markdown {

/// Never yields a heading, raw HTML or an image; ends with a line feed unless empty.
std::string render_doc(std::string_view doc);

}  // namespace kompress::markdown
