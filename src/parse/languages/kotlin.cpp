// SPDX-License-Identifier: Apache-2.0
/// Kotlin. The grammar has no fields: names are found by the kind of the child that holds them. An extension carries the
/// type that it extends as its qualifier; what an unnamed companion holds belongs to its class.
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"

extern "C" const TSLanguage* tree_sitter_kotlin(void);

namespace kompress::parse::languages {
namespace {

TSNode modifiers_of(TSNode node) {
    const TSNode first = named_child(node, 0);
    return kind_of(first) == "modifiers" ? first : TSNode{};
}

bool has_modifier(const Definer& definer, TSNode node, std::string_view word) {
    const TSNode modifiers = modifiers_of(node);
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(modifiers); ++i) {
        const TSNode child = named_child(modifiers, i);
        if (is_null(child)) break;
        if (kind_of(child) != "annotation" && definer.text(child) == word) return true;
    }
    return false;
}

/// Public unless it says private or internal; enum entries as their enum.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (kind == SymbolKind::Package) return true;
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Enumerator) return definer.enclosing() && definer.enclosing()->exported;
    return !has_modifier(definer, node, "private") && !has_modifier(definer, node, "internal");
}

/// Behind the annotations.
std::uint32_t signature_start(TSNode node) {
    const TSNode modifiers = modifiers_of(node);
    if (is_null(modifiers)) return ts_node_start_byte(node);
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = ts_node_child(modifiers, i);
        if (is_null(child)) break;
        if (kind_of(child) != "annotation") return ts_node_start_byte(child);
    }
    const TSNode next = ts_node_next_sibling(modifiers);
    return is_null(next) ? ts_node_start_byte(node) : ts_node_start_byte(next);
}

std::uint32_t start_of_body(TSNode node) {
    for (const std::string_view kind : {"class_body", "enum_class_body", "function_body", "statements"})
        if (const TSNode body = named_child_of_kind(node, kind); !is_null(body)) return ts_node_start_byte(body);
    return ts_node_end_byte(node);
}

bool has_token(TSNode node, std::string_view word) {
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child)) return false;
        if (!ts_node_is_named(child) && kind_of(child) == word) return true;
    }
    return false;
}

/// The last name of `a.B<C>`, through `?` and brackets.
TSNode name_of_type(TSNode type) {
    for (int steps = 0; steps < 8 && !is_null(type) && kind_of(type) != "user_type"; ++steps) type = named_child(type, 0);
    TSNode last{};
    for (std::uint32_t i = 0; i < MaxLeading && !is_null(type); ++i) {
        const TSNode child = named_child(type, i);
        if (is_null(child)) break;
        if (kind_of(child) == "type_identifier") last = child;
    }
    return last;
}

void define_class(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = named_child_of_kind(node, "type_identifier");
    if (is_null(draft.name)) return;
    draft.kind = SymbolKind::Class;
    if (kind_of(node) == "class_declaration") {
        if (has_token(node, "interface")) draft.kind = SymbolKind::Interface;
        else if (has_token(node, "enum")) draft.kind = SymbolKind::Enum;
        else if (has_modifier(definer, node, "annotation")) draft.kind = SymbolKind::Annotation;
    }
    draft.parameters = named_child_of_kind(node, "primary_constructor");
    draft.signature = signature_between(definer, signature_start(node), start_of_body(node));
    definer.add(draft);
}

void define_companion(Definer& definer, TSNode node) {
    if (is_null(named_child_of_kind(node, "type_identifier"))) definer.open_container(SymbolKind::Class, {});
    else define_class(definer, node);
}

std::uint32_t count_parameters(TSNode list) {
    if (is_null(list)) return 0;
    std::uint32_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(list);
    if (ts_tree_cursor_goto_first_child(&cursor)) do
        count += kind_of(ts_tree_cursor_current_node(&cursor)) == "parameter";
    while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

/// The type before the name of an extension; a null node where it extends nothing.
TSNode extended_type(TSNode node, std::string_view name_kind) {
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = named_child(node, i);
        const std::string_view kind = kind_of(child);
        if (is_null(child) || kind == name_kind) break;
        if (kind == "user_type" || kind == "nullable_type" || kind == "parenthesized_type") return child;
    }
    return {};
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = named_child_of_kind(node, "simple_identifier");
    if (is_null(draft.name)) return;
    const TSNode extended = extended_type(node, "simple_identifier");
    draft.qualifier = definer.text(name_of_type(extended));
    const auto scope = definer.scope_kind();
    const bool is_member = scope && !definer.in_function();
    draft.kind = is_member || !is_null(extended) ? SymbolKind::Method : SymbolKind::Function;
    draft.parameter_count = count_parameters(named_child_of_kind(node, "function_value_parameters"));
    draft.signature = signature_between(definer, signature_start(node), start_of_body(node));
    definer.add(draft);
}

void define_constructor(Definer& definer, TSNode node) {
    const Symbol* around = definer.enclosing();
    if (!around) return;
    Draft draft;
    draft.kind = SymbolKind::Constructor;
    draft.name_text = definer.name_of(*around);
    draft.name_byte = signature_start(node);
    draft.parameter_count = count_parameters(named_child_of_kind(node, "function_value_parameters"));
    const TSNode call = named_child_of_kind(node, "constructor_delegation_call");
    draft.signature = signature_between(definer, signature_start(node), is_null(call) ? start_of_body(node) : ts_node_end_byte(call));
    definer.add(draft);
}

void define_property(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    const TSNode variable = named_child_of_kind(node, "variable_declaration");
    Draft draft;
    draft.name = named_child_of_kind(variable, "simple_identifier");
    if (is_null(draft.name)) return;
    draft.qualifier = definer.text(name_of_type(extended_type(node, "variable_declaration")));
    if (has_modifier(definer, node, "const")) draft.kind = SymbolKind::Constant;
    else draft.kind = definer.scope_kind() || !draft.qualifier.empty() ? SymbolKind::Property : SymbolKind::Variable;
    draft.signature = signature_between(definer, signature_start(node), ts_node_end_byte(variable));
    draft.holds_locals = true;
    definer.add(draft);
}

/// A parameter of the primary constructor is a property where it says val or var.
void define_class_parameter(Definer& definer, TSNode node) {
    if (is_null(named_child_of_kind(node, "binding_pattern_kind"))) return;
    Draft draft;
    draft.kind = SymbolKind::Property;
    draft.name = named_child_of_kind(node, "simple_identifier");
    draft.signature = signature_between(definer, signature_start(node), ts_node_end_byte(node));
    if (!is_null(draft.name)) definer.add(draft, false);
}

void define_entry(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Enumerator;
    draft.name = named_child_of_kind(node, "simple_identifier");
    if (is_null(draft.name)) return;
    draft.signature = signature_between(definer, ts_node_start_byte(draft.name), start_of_body(node));
    draft.holds_locals = start_of_body(node) == ts_node_end_byte(node);
    definer.add(draft);
}

void define_alias(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::TypeAlias;
    draft.name = named_child_of_kind(node, "type_identifier");
    if (!is_null(draft.name)) definer.add(draft);
}

void define_package(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Package;
    draft.name = named_child_of_kind(node, "identifier");
    if (!is_null(draft.name)) definer.add(draft, false);
}

/// `import a.b.C`, `import a.b.*`, `import a.b.C as D`
void define_import(Definer& definer, TSNode node) {
    const TSNode path = named_child_of_kind(node, "identifier");
    if (is_null(path)) return;
    const std::uint32_t parts = ts_node_named_child_count(path);
    const TSNode last = named_child(path, parts > 0 ? parts - 1 : 0);
    Import import;
    import.alias = definer.text(named_child_of_kind(named_child_of_kind(node, "import_alias"), "type_identifier"));
    if (!is_null(named_child_of_kind(node, "wildcard_import"))) {
        import.target = definer.text(path);
        import.name = "*";
    } else if (parts < 2) {
        import.target = definer.text(path);
    } else {
        const std::uint32_t start = ts_node_start_byte(path);
        import.target = definer.source().substr(start, ts_node_start_byte(last) - start);
        while (import.target.ends_with('.') || import.target.ends_with(' ')) import.target.remove_suffix(1);
        import.name = definer.text(last);
        definer.add_reference(ReferenceKind::Import, last, import.target);
    }
    definer.add_import(import, node);
}

void declare_type_parameter(Definer& definer, TSNode node) {
    const TSNode name = named_child_of_kind(node, "type_identifier");
    if (!is_null(name)) definer.add_type_parameter(definer.text(name));
}

/// `Base by delegate`: the type is a base, the expression is none.
void read_delegation(Definer& definer, TSNode node) {
    const TSNode name = name_of_type(named_child(node, 0));
    if (!is_null(name)) definer.add_reference(ReferenceKind::Inherit, name);
}

void open_closure(Definer& definer, TSNode) { definer.open_closure(); }

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// The grammar does not know `fun interface`: without its `fun` it is an interface like others.
std::string_view mask(std::string_view text, std::string& buffer) {
    constexpr std::string_view Word = "interface";
    bool is_copied = false;
    for (std::size_t at = text.find(Word); at != std::string_view::npos; at = text.find(Word, at + Word.size())) {
        std::size_t end = at;
        while (end > 0 && is_space(text[end - 1])) --end;
        if (end == at || end < 3 || text.substr(end - 3, 3) != "fun") continue;
        const char before = end > 3 ? text[end - 4] : '\n';
        if (!is_space(before) && before != '\n' && before != '\r' && before != ';' && before != '{' && before != '}') continue;
        if (!is_copied) buffer.assign(text);
        is_copied = true;
        buffer.replace(end - 3, 3, "   ");
    }
    return is_copied ? std::string_view(buffer) : text;
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"package_header", NodeRole::Definition, SymbolKind::Package, "", "", define_package},
    {"import_header", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"class_declaration", NodeRole::Definition, SymbolKind::Class, "", "", define_class},
    {"object_declaration", NodeRole::Definition, SymbolKind::Class, "", "", define_class},
    {"companion_object", NodeRole::Definition, SymbolKind::Class, "", "", define_companion},
    {"function_declaration", NodeRole::Definition, SymbolKind::Function, "", "", define_function},
    {"secondary_constructor", NodeRole::Definition, SymbolKind::Constructor, "", "", define_constructor},
    {"property_declaration", NodeRole::Definition, SymbolKind::Property, "", "", define_property},
    {"class_parameter", NodeRole::Definition, SymbolKind::Property, "", "", define_class_parameter},
    {"enum_entry", NodeRole::Definition, SymbolKind::Enumerator, "", "", define_entry},
    {"type_alias", NodeRole::Definition, SymbolKind::TypeAlias, "", "", define_alias},
    {"type_parameter", NodeRole::Container, SymbolKind::TypeAlias, "", "", declare_type_parameter},
    {"explicit_delegation", NodeRole::Container, SymbolKind::Class, "", "", read_delegation},
    {"anonymous_initializer", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"getter", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"setter", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    // decisions
    {"if_expression", NodeRole::Branch},
    {"for_statement", NodeRole::Branch},
    {"while_statement", NodeRole::Branch},
    {"do_while_statement", NodeRole::Branch},
    {"when_entry", NodeRole::Branch},
    {"catch_block", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"?:", NodeRole::Branch},
    // leaves
    {"line_comment", NodeRole::Comment},
    {"multiline_comment", NodeRole::Comment},
    {"string_content", NodeRole::Opaque},
    {"character_literal", NodeRole::Opaque},
    {"label", NodeRole::Opaque},
    {"simple_identifier", NodeRole::Name},
    {"interpolated_identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    // calls
    {"call_expression", "", ChildRole::Call},
    {"navigation_expression", "", ChildRole::Tail},
    {"navigation_suffix", "", ChildRole::Pass},
    // types
    {"user_type", "", ChildRole::Path},
    {"nullable_type", "", ChildRole::Pass},
    {"parenthesized_type", "", ChildRole::Pass},
    {"type_constraint", "", ChildRole::None},
    // bases and annotations
    {"delegation_specifier", "", ChildRole::Inherit},
    {"constructor_invocation", "", ChildRole::Pass},
    {"annotation", "", ChildRole::Decorate},
    {"file_annotation", "", ChildRole::Decorate},
    // imports: the hook makes the references
    {"package_header", "", ChildRole::Ignore},
    {"identifier", "", ChildRole::Ignore},
    {"import_alias", "", ChildRole::Ignore},
    // what is defined
    {"class_declaration", "", ChildRole::Defined},
    {"object_declaration", "", ChildRole::Defined},
    {"companion_object", "", ChildRole::Defined},
    {"enum_entry", "", ChildRole::Defined},
    {"type_alias", "", ChildRole::None},
    // locals; a property's name is local to its own scope, where nothing else asks for it
    {"parameter", "", ChildRole::Local},
    {"class_parameter", "", ChildRole::Local},
    {"variable_declaration", "", ChildRole::Local},
    {"parameter_with_optional_type", "", ChildRole::Local},
    {"catch_block", "", ChildRole::Local},
};

constexpr std::string_view Predeclared[] = {"it", "field", "_"};

}  // namespace

const LanguageSpec& kotlin() {
    static const LanguageSpec spec{.language = Language::Kotlin, .grammar = tree_sitter_kotlin, .extractor_version = 1,
                                   .separator = ".", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .mask = mask, .predeclared = Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
