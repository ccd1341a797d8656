// SPDX-License-Identifier: Apache-2.0
/// Elixir. Its grammar knows calls only: `defmodule`, `def` and `alias` are told by their names here, as the compiler does.
/// Each clause of a function is a definition: each has a body of its own.
#include <algorithm>
#include <array>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_elixir(void);

namespace kompress::parse::languages {
namespace {

constexpr int MaxPatternNodes = 64;       ///< of one pattern that are looked at for names
constexpr int MaxPatternDepth = 8;
constexpr int MaxLinesBack = 400;         ///< of documentation before a definition
constexpr std::uint32_t MaxListed = 32;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    return text;
}

TSNode arguments_of(TSNode call) { return named_child_of_kind(call, "arguments"); }
TSNode first_argument(TSNode call) {
    const TSNode arguments = arguments_of(call);
    return is_null(arguments) ? TSNode{} : ts_node_named_child(arguments, 0);
}

/// The lines of a heredoc without the indentation of the first of them; a one-line string without its quotes.
std::string_view text_of_string(Definer& definer, std::string_view literal) {
    const std::size_t quote = literal.find('"');
    if (quote == std::string_view::npos) return {};
    literal.remove_prefix(quote);
    if (!literal.starts_with("\"\"\"")) {
        const std::size_t end = literal.find('"', 1);
        return end == std::string_view::npos ? std::string_view{} : literal.substr(1, end - 1);
    }
    literal.remove_prefix(3);
    literal = literal.substr(0, literal.rfind("\"\"\"")).substr(0, 16 * 1024);
    const std::size_t line = literal.find_first_not_of("\r\n");
    const std::size_t word = literal.find_first_not_of(" \t\r\n");
    if (word == std::string_view::npos) return {};
    const std::size_t indentation = word - std::min(word, literal.rfind('\n', word) == std::string_view::npos ? line : literal.rfind('\n', word) + 1);
    char* out = definer.arena().allocate(literal.size());
    std::size_t size = 0, column = 0;
    for (const char c : literal) {
        if (c == '\n') column = 0;
        else if ((c == ' ' || c == '\t') && column < indentation) {
            ++column;
            continue;
        } else column = literal.size();
        if (c != '\r') out[size++] = c;
    }
    definer.arena().shrink(literal.size() - size);
    return trimmed({out, size});
}

/// What `@doc` says before the definition at `start`, attributes and blank lines between; `false` hides it.
std::string_view doc_before(Definer& definer, std::uint32_t start) {
    const std::string_view source = definer.source();
    std::size_t end = source.rfind('\n', start);
    bool in_heredoc = false;
    for (int lines = 0, strangers = 0; lines < MaxLinesBack && end != std::string_view::npos && end > 0; ++lines) {
        const std::size_t before = source.rfind('\n', end - 1);
        const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
        const std::string_view line = trimmed(source.substr(begin, end - begin));
        end = before;
        if (in_heredoc) {
            if (line.find("\"\"\"") == std::string_view::npos) continue;
            return line.starts_with("@doc ") ? text_of_string(definer, source.substr(begin, start - begin).substr(0, 20 * 1024)) : std::string_view{};
        }
        if (line == "\"\"\"") in_heredoc = true;
        else if (line.starts_with("@doc ")) return line.find('"') == std::string_view::npos ? std::string_view{} : text_of_string(definer, line);
        else if (line == "end" || line.starts_with("def") || line.ends_with(" do")) return {};
        else if (!line.empty() && line.front() != '@' && line.front() != '#' && ++strangers > 6) return {};
    }
    return {};
}

std::string_view moduledoc(Definer& definer, TSNode node) {
    const TSNode block = named_child_of_kind(node, "do_block");
    for (std::uint32_t i = 0; i < 8 && !is_null(block); ++i) {
        const TSNode child = ts_node_named_child(block, i);
        if (is_null(child)) break;
        const std::string_view text = definer.text(child);
        if (text.starts_with("@moduledoc")) return text_of_string(definer, text);
    }
    return {};
}

/// Names in a pattern are bound by it.
void bind_names(Definer& definer, TSNode node, int depth, int& budget) {
    if (is_null(node) || depth > MaxPatternDepth || --budget < 0) return;
    const std::string_view kind = kind_of(node);
    if (kind == "identifier") return definer.add_local(definer.text(node));
    if (kind == "call" || kind == "unary_operator") return;  // `^pinned` is used
    const std::uint32_t count = std::min(ts_node_named_child_count(node), MaxListed);
    for (std::uint32_t i = 0; i < count; ++i) bind_names(definer, ts_node_named_child(node, i), depth + 1, budget);
}

void bind_names(Definer& definer, TSNode node) {
    int budget = MaxPatternNodes;
    bind_names(definer, node, 0, budget);
}

void define_module(Definer& definer, TSNode node, SymbolKind kind) {
    Draft draft;
    draft.kind = kind;
    draft.name = first_argument(node);
    if (kind_of(draft.name) != "alias") return;
    if (const TSNode block = named_child_of_kind(node, "do_block"); !is_null(block)) draft.signature_end = ts_node_start_byte(block);
    draft.doc = moduledoc(definer, node);
    draft.exported = true;
    definer.add(draft);
}

void define_function(Definer& definer, TSNode node, std::string_view word) {
    const TSNode arguments = arguments_of(node);
    TSNode head = first_argument(node);
    if (kind_of(head) == "binary_operator") head = child_by_field(head, "left");  // `when`
    Draft draft;
    const bool has_parameters = kind_of(head) == "call";
    draft.name = has_parameters ? child_by_field(head, "target") : head;
    if (kind_of(draft.name) != "identifier") return;
    draft.kind = word.starts_with("defmacro") || word.starts_with("defguard") ? SymbolKind::Macro : SymbolKind::Function;
    if (has_parameters) draft.parameters = arguments_of(head);
    const TSNode block = named_child_of_kind(node, "do_block");
    const TSNode second = ts_node_named_child(arguments, 1);
    if (!is_null(block)) draft.signature_end = ts_node_start_byte(block);
    else if (!is_null(second)) draft.signature_end = ts_node_start_byte(second);
    draft.exported = !word.ends_with('p') && !definer.in_function();
    draft.doc = doc_before(definer, ts_node_start_byte(node));
    definer.add(draft);
    if (has_parameters) bind_names(definer, arguments_of(head));
}

void define_test(Definer& definer, TSNode node) {
    const TSNode name = first_argument(node);
    if (kind_of(name) != "string" || is_null(named_child_of_kind(node, "do_block"))) return;
    Draft draft;
    const std::string_view text = definer.text(name);
    if (text.size() < 3) return;
    draft.name = name;
    draft.name_text = text.substr(1, text.size() - 2);
    draft.signature_end = ts_node_end_byte(name);
    draft.exported = false;
    definer.add(draft);
}

void add_import(Definer& definer, TSNode node, std::string_view target, std::string_view alias) {
    Import import;
    import.target = target;
    import.alias = alias;
    definer.add_import(import, node);
}

/// `alias A.B`, `alias A.{B, C}`, `alias A.B, as: C`, `import A`, `use A`, `require A`.
void import_module(Definer& definer, TSNode node) {
    const TSNode what = first_argument(node);
    if (kind_of(what) == "dot") {
        const std::string_view left = definer.text(child_by_field(what, "left"));
        const TSNode names = child_by_field(what, "right");
        const std::uint32_t count = is_null(names) ? 0 : std::min(ts_node_named_child_count(names), MaxListed);
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string_view name = definer.text(ts_node_named_child(names, i));
            char* text = definer.arena().allocate(left.size() + 1 + name.size());
            std::copy(name.begin(), name.end(), std::copy_n(".", 1, std::copy(left.begin(), left.end(), text)));
            add_import(definer, node, {text, left.size() + 1 + name.size()}, {});
        }
        return;
    }
    if (kind_of(what) != "alias") return;
    std::string_view alias;
    const std::string_view rest = definer.text(ts_node_named_child(arguments_of(node), 1));
    if (rest.starts_with("as:")) alias = trimmed(rest.substr(3));
    add_import(definer, node, definer.text(what), alias);
}

/// `find(id())` of `@spec find(id()) :: user`, which calls nothing.
bool is_head_of_spec(const Definer& definer) {
    std::size_t level = 1;
    while (level < 4 && definer.parent_kind(level) == "binary_operator") ++level;
    return level > 1 && definer.parent_kind(level) == "arguments" && definer.parent_kind(level + 1) == "call" && definer.parent_kind(level + 2) == "unary_operator";
}

void on_call(Definer& definer, TSNode node) {
    const TSNode target = child_by_field(node, "target");
    if (kind_of(target) != "identifier") return;
    if (is_head_of_spec(definer)) return definer.use_fields("@spec");
    const std::string_view word = definer.text(target);
    if (word == "defmodule") define_module(definer, node, SymbolKind::Module);
    else if (word == "defprotocol") define_module(definer, node, SymbolKind::Interface);
    else if (word == "defimpl") define_module(definer, node, SymbolKind::Implementation);
    else if (word == "def" || word == "defp" || word == "defmacro" || word == "defmacrop" || word == "defguard" || word == "defguardp" || word == "defdelegate")
        define_function(definer, node, word);
    else if (word == "test" || word == "property") define_test(definer, node);
    else if (word == "alias" || word == "import" || word == "require" || word == "use") import_module(definer, node);
}

/// `@timeout 5` is a constant of its module, `@type t :: …` a type, `@callback f(x) :: …` what implementations have.
void on_attribute(Definer& definer, TSNode node) {
    const TSNode call = child_by_field(node, "operand");
    if (!definer.text(node).starts_with('@') || kind_of(call) != "call" || definer.in_function()) return;
    static constexpr std::array Reserved = std::to_array<std::string_view>(
        {"doc", "moduledoc", "typedoc", "spec", "impl", "behaviour", "behavior", "deprecated", "derive", "enforce_keys", "compile", "dialyzer", "since", "tag",
         "moduletag", "describetag", "external_resource", "before_compile", "after_compile", "on_load", "optional_callbacks", "opaque", "nifs", "vsn"});
    const TSNode target = child_by_field(call, "target");
    const std::string_view word = definer.text(target);
    Draft draft;
    draft.exported = word != "typep";
    if (word == "type" || word == "typep" || word == "callback" || word == "macrocallback") {
        TSNode left = first_argument(call);
        if (kind_of(left) == "binary_operator") left = child_by_field(left, "left");
        if (kind_of(left) == "call") {
            draft.parameters = arguments_of(left);
            left = child_by_field(left, "target");
        }
        draft.name = left;
        draft.kind = word.starts_with("type") ? SymbolKind::TypeAlias : SymbolKind::Method;
        if (draft.kind == SymbolKind::Method) draft.doc = doc_before(definer, ts_node_start_byte(node));
    } else if (std::find(Reserved.begin(), Reserved.end(), word) == Reserved.end()) {
        draft.name = target;
        draft.kind = SymbolKind::Constant;
        draft.exported = false;
        draft.once = true;
    }
    if (kind_of(draft.name) == "identifier") definer.add(draft, false);
}

void on_binary(Definer& definer, TSNode node) {
    const TSNode sign = child_by_field(node, "operator");
    const std::string_view text = is_null(sign) ? std::string_view{} : definer.text(sign);
    if (text == "=" || text == "<-") bind_names(definer, child_by_field(node, "left"));
}


bool is_keyword(std::string_view word) {
    static constexpr std::array Words = std::to_array<std::string_view>(
        {"def", "defp", "defmacro", "defmacrop", "defmodule", "defprotocol", "defimpl", "defstruct", "defexception", "defguard", "defguardp", "defdelegate",
         "defoverridable", "alias", "import", "require", "use", "if", "unless", "case", "cond", "for", "with", "receive", "try", "quote", "unquote",
         "unquote_splicing", "raise", "throw", "super", "doc", "moduledoc", "spec", "type", "typep", "opaque", "callback", "macrocallback", "impl", "typedoc",
         "behaviour", "tag", "moduletag", "test", "describe", "setup", "setup_all"});
    return std::find(Words.begin(), Words.end(), word) != Words.end();
}

constexpr NodeRule Nodes[] = {
    {"call", NodeRole::Definition, SymbolKind::Function, "", "", on_call},
    {"unary_operator", NodeRole::Definition, SymbolKind::Constant, "", "", on_attribute},
    {"binary_operator", NodeRole::Container, SymbolKind::Variable, "", "", on_binary},
    {"stab_clause", NodeRole::Branch, SymbolKind::Variable, "", ""},
    {"else_block", NodeRole::Branch},
    {"rescue_block", NodeRole::Branch},
    {"catch_block", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    {"arguments", NodeRole::Container, SymbolKind::Variable, "", "", [](Definer& definer, TSNode node) {
         if (definer.parent_kind() == "stab_clause") bind_names(definer, node);
     }},
    {"comment", NodeRole::Comment},
    {"quoted_content", NodeRole::Opaque},
    {"integer", NodeRole::Opaque},
    {"float", NodeRole::Opaque},
    {"atom", NodeRole::Opaque},
    {"keyword", NodeRole::Opaque},
    {"sigil_name", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"alias", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    {"call", "target", ChildRole::Call},
    {"@spec", "target", ChildRole::Ignore},
    {"dot", "right", ChildRole::Member},
};

constexpr std::string_view Predeclared[] = {"_", "__MODULE__", "__CALLER__", "__ENV__", "__DIR__", "__STACKTRACE__"};

}  // namespace

const LanguageSpec& elixir() {
    static const LanguageSpec spec{Language::Elixir, tree_sitter_elixir, 1, ".", Nodes, Fields, nullptr, is_keyword, nullptr, Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
