// SPDX-License-Identifier: Apache-2.0
#pragma once
/// C and C++ read from the text, for code whose macros the grammars cannot know.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kompress::parse::languages {

/// Keywords, which include the names of primitive types. Words of C++ only are names in C.
bool is_c_keyword(std::string_view word);
bool is_cpp_keyword(std::string_view word);
/// By convention an attribute macro: begins with two underscores.
inline bool is_attribute_word(std::string_view word) { return word.starts_with("__"); }
/// An attribute macro beyond doubt: `__packed`, `__read_mostly`, `____cacheline_aligned`.
bool is_known_attribute(std::string_view word);
/// Upper case only: a macro by convention.
bool is_macro_word(std::string_view word);

/// LanguageSpec::mask of C and C++.
std::string_view mask_macros(std::string_view text, std::string& buffer);

/// A word and where it stands.
struct Word {
    std::string_view text;
    std::uint32_t byte = 0;
};

/// The name that a declarator ought to have had, where attribute macros stand beside it:
/// `int __read_mostly x;`, `int x __read_mostly;`, `int a[3] __aligned(8);`. `found` is the name that the grammar
/// saw, `type_end` the end of the type before it. Nothing when it is no declarator after all.
std::optional<Word> declared_name(std::string_view source, Word found, std::uint32_t type_end);

/// The head of a function definition, read backwards from its body.
struct FunctionHead {
    Word name;
    std::string_view qualifier;              ///< `Fixture` of `TEST_F(Fixture, Name)`
    std::uint32_t start = 0;                 ///< of the first line of the head
    std::uint32_t open = 0, close = 0;       ///< the parentheses
    bool is_static = false;
    bool is_macro = false;                   ///< `SYSCALL_DEFINE3(write, …)`: the macro makes the function
    std::uint32_t parameters = 0;
};
std::optional<FunctionHead> function_head_before(std::string_view source, std::uint32_t brace);

/// The head of a record definition, read backwards from its body.
struct RecordHead {
    std::string_view keyword;  ///< "struct", "union", "enum", "class" or "namespace"
    Word name;
    std::uint32_t start = 0;
};
std::optional<RecordHead> record_head_before(std::string_view source, std::uint32_t brace);

/// Calls `visit(Word)` with the name of each parameter in source(open, close).
template <typename Visit>
void each_parameter_name(std::string_view source, const FunctionHead& head, Visit visit);

/// The name that `DEFINE_…(…)` at `macro` gives to a variable; nothing for other macros.
std::optional<Word> macro_variable(std::string_view source, std::uint32_t macro);

/// Behind the parenthesis that closes the one at `open`; nothing when there is none within a few kilobytes.
std::optional<std::uint32_t> behind_parentheses(std::string_view source, std::uint32_t open);

/// The last identifier of source[begin, end).
Word last_word(std::string_view source, std::uint32_t begin, std::uint32_t end);

template <typename Visit>
void each_parameter_name(std::string_view source, const FunctionHead& head, Visit visit) {
    std::uint32_t depth = 0, begin = head.open + 1;
    for (std::uint32_t i = begin; i <= head.close; ++i) {
        const char c = source[i];
        if (c == '(') ++depth;
        if (c == ')' && i < head.close) depth -= depth > 0;
        if ((c != ',' || depth > 0) && i < head.close) continue;
        if (const Word word = last_word(source, begin, i); !word.text.empty()) visit(word);
        begin = i + 1;
    }
}

}  // namespace kompress::parse::languages
