// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One `#define`, read from the text.
///
/// The grammars end a macro at the first comment in its body and lose the lines that continue it;
/// both the tree's hook and the scanner of preprocessor files read it here, so that they agree.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/text_arena.hpp"
#include "parse/code_text.hpp"

namespace kompress::parse {

/// Offsets into the text.
struct MacroText {
    std::uint32_t start = 0;                       ///< of the "#"
    std::uint32_t name = 0, name_end = 0;
    std::uint32_t parameters = 0, parameters_end = 0;  ///< between the parentheses
    std::uint32_t head_end = 0;                    ///< behind the name or the ")"
    std::uint32_t code_end = 0;                    ///< behind the last byte that is neither space nor comment
    std::uint32_t line_end = 0;                    ///< of the line feed that ends the logical line, or the text's size
    bool is_function = false;
    bool has_comment = false;

    std::uint32_t parameter_count(std::string_view text) const;
    std::string_view name_text(std::string_view text) const { return text.substr(name, name_end - name); }
    std::string_view body(std::string_view text) const { return text.substr(head_end, code_end - head_end); }
};

/// Calls `visit(name)` for each parameter.
template <typename Visit>
void each_macro_parameter(std::string_view text, const MacroText& macro, Visit visit) {
    if (!macro.is_function) return;
    each_name_in_code(text.substr(macro.parameters, macro.parameters_end - macro.parameters),
                      [&](const CodeName& name) { visit(text.substr(macro.parameters + name.offset, name.size)); });
    visit(std::string_view("__VA_ARGS__"));
}

/// Reads the directive whose "#" stands at `at`; nothing when no name follows `define`.
std::optional<MacroText> scan_macro(std::string_view text, std::uint32_t at);

/// The whole directive on one line without comments; a view of `text` where that says it already.
std::string_view fold_macro(std::string_view text, const MacroText& macro, TextArena& arena);
/// What of the folded directive is the signature: all of a constant, the head of a function.
std::string_view macro_signature(std::string_view folded, const MacroText& macro);

}  // namespace kompress::parse
