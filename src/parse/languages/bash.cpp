// SPDX-License-Identifier: Apache-2.0
/// Shell: the scripts of sh, bash, ksh and, as far as they agree, zsh. A command is a call when it may be a function or a
/// program; the shell's own commands are none. What is assigned outside of functions is a variable of the file.
#include <algorithm>
#include <array>

#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_bash(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':' || c == '+';
}

bool is_command_name(std::string_view word) { return !word.empty() && word.size() <= 128 && std::all_of(word.begin(), word.end(), is_name_byte); }

/// The commands of POSIX (Shell Command Language 2.15, and its regular built-ins) and of bash that are the shell itself.
constexpr std::array Builtins = std::to_array<std::string_view>({
    ".",     "..",     ":",      "alias",  "bg",    "bind",  "break",  "builtin", "caller", "cd",    "command", "compgen", "complete",
    "continue", "declare", "dirs", "disown", "echo", "enable", "eval",  "exec",    "exit",   "export", "false",  "fc",      "fg",
    "getopts", "hash",  "help",   "history", "jobs", "kill",  "let",    "local",   "logout", "mapfile", "popd",  "printf",  "pushd",
    "pwd",   "read",   "readarray", "readonly", "return", "set", "shift", "shopt",  "source", "suspend", "test",  "times",   "trap",
    "true",  "type",   "typeset", "ulimit", "umask", "unalias", "unset", "wait"});

bool is_builtin(std::string_view word) { return std::find(Builtins.begin(), Builtins.end(), word) != Builtins.end(); }

bool is_exported(const Definer& definer, TSNode, SymbolKind, std::string_view name) { return !definer.in_function() && !name.starts_with('_'); }

std::string_view unquoted(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

/// The path that `source` reads; of `"$(dirname "$0")/lib.sh"` what follows the expansion.
std::string_view sourced_path(std::string_view text) {
    text = unquoted(text);
    if (text.find_first_of("$`") == std::string_view::npos) return text;
    std::size_t cut = text.find_last_of("$`})\"");
    if (cut == std::string_view::npos) return {};
    cut = text.find('/', cut);
    if (cut == std::string_view::npos || cut + 1 >= text.size()) return {};
    text.remove_prefix(cut + 1);
    return text.find_first_of("$`\"'") == std::string_view::npos ? text : std::string_view{};
}

void import_script(Definer& definer, TSNode node) {
    const TSNode argument = child_by_field(node, "argument");
    Import import;
    import.target = sourced_path(definer.text(argument));
    import.is_local = true;
    if (!import.target.empty()) definer.add_import(import, node);
}

/// `trap cleanup EXIT` will call cleanup.
void trap(Definer& definer, TSNode node) {
    const TSNode argument = child_by_field(node, "argument");
    const std::string_view handler = unquoted(definer.text(argument));
    if (!is_command_name(handler) || is_builtin(handler) || handler.front() == '-') return;
    definer.add_reference_at(ReferenceKind::Call, handler, static_cast<std::uint32_t>(handler.data() - definer.source().data()));
}

void run_command(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name");
    const std::string_view word = definer.text(name);
    if (word == "source" || word == ".") return import_script(definer, node);
    if (word == "trap") return trap(definer, node);
    if (is_command_name(word) && !is_builtin(word)) definer.add_reference(ReferenceKind::Call, name);
}

/// `local x=1 y`, `declare -r X`: inside of functions what all of them name is local, but for `export` and `-g`.
void declare(Definer& definer, TSNode node) {
    if (!definer.in_function()) return;
    const std::string_view text = definer.text(node);
    if (text.starts_with("export") || text.substr(0, text.find('\n')).find(" -g") != std::string_view::npos) return;
    const std::uint32_t count = std::min(ts_node_named_child_count(node), MaxListed);
    for (std::uint32_t i = 0; i < count; ++i) {
        const TSNode child = ts_node_named_child(node, i);
        if (kind_of(child) == "variable_name") definer.add_local(definer.text(child));
        if (kind_of(child) == "variable_assignment") definer.add_local(definer.text(child_by_field(child, "name")));
    }
}

bool is_readonly(const Definer& definer) {
    const std::string_view text = definer.text(definer.wrapper());
    return text.starts_with("readonly") || text.starts_with("declare -r") || text.starts_with("typeset -r");
}

void define_variable(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const std::string_view parent = definer.parent_kind();
    if (parent == "command" || parent == "subscript" || parent == "c_style_for_statement") return;  // `LANG=C sort`
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (kind_of(draft.name) != "variable_name") return;
    draft.kind = is_readonly(definer) ? SymbolKind::Constant : SymbolKind::Variable;
    const TSNode around = definer.parent_wrapper();
    draft.ignores_wrapper = !is_null(around) && ts_node_named_child_count(around) > 1;
    draft.once = true;
    definer.add(draft, false);
}

constexpr NodeRule Nodes[] = {
    {"function_definition", NodeRole::Definition, SymbolKind::Function, "name", "body"},
    {"declaration_command", NodeRole::SignedWrapper, SymbolKind::Variable, "", "", declare},
    {"variable_assignment", NodeRole::Definition, SymbolKind::Variable, "", "", define_variable},
    {"command", NodeRole::Import, SymbolKind::Function, "", "", run_command},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"elif_clause", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"c_style_for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"case_item", NodeRole::Branch},
    {"ternary_expression", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"word", NodeRole::Opaque},
    {"raw_string", NodeRole::Opaque},
    {"ansi_c_string", NodeRole::Opaque},
    {"string_content", NodeRole::Opaque},
    {"heredoc_content", NodeRole::Opaque},
    {"heredoc_start", NodeRole::Opaque},
    {"heredoc_end", NodeRole::Opaque},
    {"regex", NodeRole::Opaque},
    {"variable_name", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    {"for_statement", "variable", ChildRole::Local},
    {"function_definition", "name", ChildRole::Defined},
};

constexpr std::string_view Predeclared[] = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "_", "IFS", "PATH", "HOME", "PWD", "BASH_SOURCE", "FUNCNAME", "LINENO", "RANDOM", "REPLY",
    "OPTARG", "OPTIND", "BASH_REMATCH", "PIPESTATUS", "SECONDS", "UID", "USER",
};

}  // namespace

const LanguageSpec& bash() {
    static const LanguageSpec spec{Language::Bash, tree_sitter_bash, 1, ".", Nodes, Fields, is_exported, nullptr, nullptr, Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
