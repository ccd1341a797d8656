// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Code with its comments, strings, numbers and keywords marked.

#include <string>
#include <string_view>

namespace kompress::site {

/// HTML: <span class="c|s|n|k">. A scanner of characters, right for most lines of most languages and harmless where
/// it errs: what it does not know stays plain. `language` is the word of a fence; linear in the code.
std::string highlight(std::string_view code, std::string_view language);

}  // namespace kompress::site
