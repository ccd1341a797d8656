// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Holds what a model wrote against the index.
///
/// Checked are: cited places (the file is there, so are the lines, and they hold something that the sentence names); names,
/// in backticks or recognisable by their form, in prose and in calls of code blocks (they stand in the evidence or in the
/// index); and statements in the usual words about callers, callees, parameters, defaults and dependencies of modules. A
/// sentence with a claim that does not hold is left out; what is left is true as far as the index knows.
/// What is not checked: statements without a name, a place or one of those words. Threading: one thread.

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "prose/model_text.hpp"

namespace kompress::prose {

/// What the index knows.
struct Facts {
    std::function<bool(std::string_view)> has_path;
    std::function<std::uint32_t(const std::string&)> lines_of;                                   ///< 0: no such file
    std::function<std::string_view(const std::string&, std::uint32_t, std::uint32_t)> lines;  ///< first, last
    std::function<bool(const std::string&)> has_name;
};

/// What the text is about.
struct About {
    std::string evidence;   ///< all of the repository's text that the model was shown
    std::string target;     ///< last part of the definition's name, or the module's path
    std::string own_text;   ///< source and signature of the definition; "" for modules
    std::string signature;  ///< "" where it has no parameters
    std::set<std::string> callers, callees;  ///< last parts of names
    std::set<std::string> uses, used_by;     ///< modules, by path
    std::set<std::string> modules;           ///< all there are
    bool is_module = false;
};

struct Proved {
    std::vector<Block> blocks;        ///< without what does not hold
    std::uint32_t checked = 0, wrong = 0;  ///< claims
    std::vector<std::string> errors;  ///< a sentence for each that does not hold, to be told the model
};

Proved prove(std::string_view text, const About& about, const Facts& facts);

}  // namespace kompress::prose
