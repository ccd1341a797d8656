// SPDX-License-Identifier: Apache-2.0
/// Swift. An extension makes no symbol: its members carry the type as their qualifier. Internal, the default, counts as
/// exported: it is seen outside of the file.
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"

extern "C" const TSLanguage* tree_sitter_swift(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;  ///< names of one `let a, b` or `case a, b`

TSNode modifiers_of(TSNode node) {
    const TSNode first = named_child(node, 0);
    return kind_of(first) == "modifiers" ? first : TSNode{};
}

bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Enumerator) return definer.enclosing() && definer.enclosing()->exported;
    const TSNode modifiers = modifiers_of(node);
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(modifiers); ++i) {
        const TSNode child = named_child(modifiers, i);
        if (is_null(child)) break;
        if (kind_of(child) != "visibility_modifier") continue;
        const std::string_view word = definer.text(child);
        if (word == "private" || word == "fileprivate") return false;  // not `private(set)`
    }
    return true;
}

/// Behind the attributes.
std::uint32_t signature_start(TSNode node) {
    const TSNode modifiers = modifiers_of(node);
    if (is_null(modifiers)) return ts_node_start_byte(node);
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = ts_node_child(modifiers, i);
        if (is_null(child)) break;
        if (kind_of(child) != "attribute") return ts_node_start_byte(child);
    }
    const TSNode next = ts_node_next_sibling(modifiers);
    return is_null(next) ? ts_node_start_byte(node) : ts_node_start_byte(next);
}

std::uint32_t start_of_body(TSNode node) {
    const TSNode body = child_by_field(node, "body");
    if (!is_null(body)) return ts_node_start_byte(body);
    for (const std::string_view kind : {"computed_property", "protocol_property_requirements"})
        if (const TSNode other = named_child_of_kind(node, kind); !is_null(other)) return ts_node_start_byte(other);
    return ts_node_end_byte(node);
}

TSNode token(TSNode node, std::string_view word) {
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(node); ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child) || kind_of(child) == word) return child;
    }
    return {};
}

std::uint32_t count_parameters(TSNode node) {
    std::uint32_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do
        count += kind_of(ts_tree_cursor_current_node(&cursor)) == "parameter";
    while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

void define_class(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name");
    if (is_null(name)) return;
    const std::string_view what = definer.text(child_by_field(node, "declaration_kind"));
    if (what == "extension") return definer.open_container(SymbolKind::Class, definer.fold(definer.text(name)).substr(0, 200));
    Draft draft;
    draft.name = name;
    draft.kind = what == "struct" ? SymbolKind::Struct : what == "enum" ? SymbolKind::Enum : what == "protocol" ? SymbolKind::Interface : SymbolKind::Class;
    draft.signature = signature_between(definer, signature_start(node), start_of_body(node));
    definer.add(draft);
}

/// Functions, methods and protocol requirements; an operator's name is a token.
void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = definer.scope_kind() && !definer.in_function() ? SymbolKind::Method : SymbolKind::Function;
    draft.parameter_count = count_parameters(node);
    draft.signature = signature_between(definer, signature_start(node), start_of_body(node));
    definer.add(draft);
}

void define_word(Definer& definer, TSNode node, SymbolKind kind, std::string_view word) {
    Draft draft;
    draft.kind = kind;
    draft.name = token(node, word);
    if (is_null(draft.name)) return;
    draft.parameter_count = count_parameters(node);
    draft.signature = signature_between(definer, signature_start(node), start_of_body(node));
    definer.add(draft);
}

void define_init(Definer& definer, TSNode node) { define_word(definer, node, SymbolKind::Constructor, "init"); }
void define_deinit(Definer& definer, TSNode node) { define_word(definer, node, SymbolKind::Method, "deinit"); }
void define_subscript(Definer& definer, TSNode node) { define_word(definer, node, SymbolKind::Property, "subscript"); }

/// `let a: Int = 1, b = 2`, `var c: Int { … }`: one pattern a name.
void define_property(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const bool is_computed = !is_null(child_by_field(node, "computed_value")) || kind_of(node) == "protocol_property_declaration";
    Draft draft;
    draft.kind = is_computed ? SymbolKind::Property : definer.scope_kind() ? SymbolKind::Field : SymbolKind::Variable;
    draft.holds_locals = true;
    const std::uint32_t start = signature_start(node);
    TSNode first{};
    std::uint32_t listed = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) != "pattern") continue;
        const TSNode name = child_by_field(child, "bound_identifier");
        if (is_null(name) || ++listed > MaxListed) continue;
        const TSNode type = ts_node_next_named_sibling(child);
        const std::uint32_t end = ts_node_end_byte(kind_of(type) == "type_annotation" ? type : child);
        draft.name = name;
        if (is_null(first)) first = child, draft.signature = signature_between(definer, start, end);
        else draft.signature = joined(definer, {signature_between(definer, start, ts_node_start_byte(first)), " ", signature_between(definer, ts_node_start_byte(child), end)});
        definer.add(draft, listed == 1);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    if (listed == 0) definer.open_closure();
}

/// `case a, b = "x", c(Int)`
void define_entry(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Enumerator;
    std::uint32_t listed = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) != "simple_identifier" || ++listed > MaxListed) continue;
        const TSNode data = ts_node_next_named_sibling(child);
        draft.name = child;
        draft.signature = signature_between(definer, ts_node_start_byte(child), ts_node_end_byte(kind_of(data) == "enum_type_parameters" ? data : child));
        definer.add(draft, false);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
}

void define_alias(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::TypeAlias;
    draft.name = child_by_field(node, "name");
    draft.signature = signature_between(definer, signature_start(node), ts_node_end_byte(node));
    if (!is_null(draft.name)) definer.add(draft);
}

/// `import A`, `import A.B`, `import class A.B`
void define_import(Definer& definer, TSNode node) {
    const TSNode path = named_child_of_kind(node, "identifier");
    if (is_null(path)) return;
    Import import;
    import.target = definer.fold(definer.text(path));
    const std::size_t dot = import.target.rfind('.');
    const std::string_view before = definer.source().substr(ts_node_start_byte(node), ts_node_start_byte(path) - ts_node_start_byte(node));
    bool is_one = false;
    for (const std::string_view word : {"class ", "struct ", "enum ", "protocol ", "func ", "let ", "var ", "typealias "}) is_one |= before.ends_with(word);
    if (is_one && dot != std::string_view::npos) {
        import.name = import.target.substr(dot + 1);
        import.target = import.target.substr(0, dot);
        const std::uint32_t parts = ts_node_named_child_count(path);
        if (parts > 0) definer.add_reference(ReferenceKind::Import, named_child(path, parts - 1), import.target);
    } else {
        import.name = "*";
    }
    definer.add_import(import, node);
}

void declare_type_parameter(Definer& definer, TSNode node) {
    const TSNode name = named_child_of_kind(node, "type_identifier");
    if (!is_null(name)) definer.add_type_parameter(definer.text(name));
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

constexpr NodeRule Nodes[] = {
    // definitions
    {"import_declaration", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "name", "body", define_class},
    {"protocol_declaration", NodeRole::Definition, SymbolKind::Interface, "name", "body", define_class},
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "name", "body", define_function},
    {"protocol_function_declaration", NodeRole::Definition, SymbolKind::Method, "name", "body", define_function},
    {"init_declaration", NodeRole::Definition, SymbolKind::Constructor, "", "body", define_init},
    {"deinit_declaration", NodeRole::Definition, SymbolKind::Method, "", "body", define_deinit},
    {"subscript_declaration", NodeRole::Definition, SymbolKind::Property, "", "", define_subscript},
    {"property_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_property},
    {"protocol_property_declaration", NodeRole::Definition, SymbolKind::Property, "", "", define_property},
    {"enum_entry", NodeRole::Definition, SymbolKind::Enumerator, "", "", define_entry},
    {"typealias_declaration", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define_alias},
    {"associatedtype_declaration", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define_alias},
    {"type_parameter", NodeRole::Container, SymbolKind::TypeAlias, "", "", declare_type_parameter},
    {"lambda_literal", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    // decisions
    {"if_statement", NodeRole::Branch},
    {"guard_statement", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"repeat_while_statement", NodeRole::Branch},
    {"switch_entry", NodeRole::Branch},
    {"catch_block", NodeRole::Branch},
    {"ternary_expression", NodeRole::Branch},
    {"conjunction_expression", NodeRole::Branch},
    {"disjunction_expression", NodeRole::Branch},
    {"nil_coalescing_expression", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"multiline_comment", NodeRole::Comment},
    {"line_str_text", NodeRole::Opaque},
    {"multi_line_str_text", NodeRole::Opaque},
    {"regex_literal", NodeRole::Opaque},
    {"simple_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    // calls
    {"call_expression", "", ChildRole::Call},
    {"constructor_expression", "constructed_type", ChildRole::Call},
    {"navigation_expression", "suffix", ChildRole::Member},
    {"navigation_suffix", "suffix", ChildRole::Pass},
    {"call_suffix", "name", ChildRole::Ignore},
    {"value_argument_label", "", ChildRole::Ignore},
    // types
    {"user_type", "", ChildRole::Path},
    {"optional_type", "wrapped", ChildRole::Pass},
    // bases and attributes
    {"inheritance_specifier", "inherits_from", ChildRole::Inherit},
    {"attribute", "", ChildRole::Decorate},
    // imports: the hook makes the references
    {"import_declaration", "", ChildRole::Ignore},
    {"identifier", "", ChildRole::Ignore},
    {"directive", "", ChildRole::Ignore},
    {"operator_declaration", "", ChildRole::Ignore},
    {"precedence_group_declaration", "", ChildRole::Ignore},
    // what is defined; the type behind it has names of its own
    {"class_declaration", "name", ChildRole::Defined},
    {"protocol_declaration", "name", ChildRole::Defined},
    {"function_declaration", "name", ChildRole::Defined},
    {"protocol_function_declaration", "name", ChildRole::Defined},
    {"enum_entry", "name", ChildRole::Defined},
    {"enum_type_parameters", "", ChildRole::Ignore},
    {"typealias_declaration", "name", ChildRole::Defined},
    {"associatedtype_declaration", "name", ChildRole::Defined},
    // locals; a property's name is local to its own scope, where nothing else asks for it
    {"parameter", "name", ChildRole::Local},
    {"parameter", "external_name", ChildRole::Ignore},
    {"lambda_parameter", "name", ChildRole::Local},
    {"pattern", "bound_identifier", ChildRole::Local},
    {"if_statement", "bound_identifier", ChildRole::Local},
    {"guard_statement", "bound_identifier", ChildRole::Local},
    {"while_statement", "bound_identifier", ChildRole::Local},
};

constexpr std::string_view Predeclared[] = {"newValue", "oldValue", "_", "$0", "$1", "$2", "$3"};

}  // namespace

const LanguageSpec& swift() {
    static const LanguageSpec spec{.language = Language::Swift, .grammar = tree_sitter_swift, .extractor_version = 2,
                                   .separator = ".", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .predeclared = Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
