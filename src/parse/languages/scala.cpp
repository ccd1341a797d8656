// SPDX-License-Identifier: Apache-2.0
/// Scala 2 and 3. A bare name after a dot or between operands may be a call without brackets: it is noted as a use.
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"

extern "C" const TSLanguage* tree_sitter_scala(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;  ///< names of one `val a, b = …`, selectors of one import

bool is_class(std::optional<SymbolKind> scope) {
    return scope == SymbolKind::Class || scope == SymbolKind::Trait || scope == SymbolKind::Enum || scope == SymbolKind::Package;
}

/// `private` and `private[x]` hide; enum cases are as visible as their enum.
bool is_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    if (kind == SymbolKind::Package) return true;
    if (definer.in_function()) return false;
    if (kind == SymbolKind::Enumerator) return definer.enclosing() && definer.enclosing()->exported;
    const TSNode access = named_child_of_kind(named_child_of_kind(node, "modifiers"), "access_modifier");
    return is_null(access) || !definer.text(access).starts_with("private");
}

/// Behind the annotations.
std::uint32_t signature_start(TSNode node) {
    for (std::uint32_t i = 0; i < MaxLeading; ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child)) break;
        if (kind_of(child) != "annotation" && !kind_of(child).ends_with("comment")) return ts_node_start_byte(child);
    }
    return ts_node_start_byte(node);
}

SymbolKind kind_of_definition(std::string_view kind) {
    if (kind == "trait_definition") return SymbolKind::Trait;
    if (kind == "enum_definition") return SymbolKind::Enum;
    if (kind == "package_object") return SymbolKind::Package;
    if (kind == "type_definition") return SymbolKind::TypeAlias;
    if (kind.ends_with("_enum_case")) return SymbolKind::Enumerator;
    if (kind == "given_definition") return SymbolKind::Field;
    return SymbolKind::Class;
}

/// Classes, traits, objects, enums and their cases, type aliases, named givens.
void define(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = kind_of_definition(kind_of(node));
    if (draft.kind == SymbolKind::TypeAlias && definer.in_function()) return;
    draft.parameters = child_by_field(node, "class_parameters");
    draft.signature = signature_between(definer, signature_start(node), start_of_first(node, {"body"}));
    draft.holds_locals = kind_of(node) == "given_definition";
    definer.add(draft);
}

/// Of all lists but those of types.
std::uint32_t count_parameters(TSNode node) {
    std::uint32_t count = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (kind_of(child) == "parameters") count += ts_node_named_child_count(child);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return count;
}

void define_function(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.kind = is_class(definer.scope_kind()) ? SymbolKind::Method : SymbolKind::Function;
    if (draft.kind == SymbolKind::Method && definer.text(draft.name) == "this" && definer.enclosing()) {
        draft.kind = SymbolKind::Constructor;
        draft.name_text = definer.name_of(*definer.enclosing());
    }
    draft.parameter_count = count_parameters(node);
    draft.signature = signature_between(definer, signature_start(node), start_of_first(node, {"body"}));
    definer.add(draft);
}

/// `val a, b: Int = 1` and abstract `val a: Int`; patterns that take values apart define nothing by themselves.
void define_values(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    TSNode pattern = child_by_field(node, "pattern");
    if (is_null(pattern)) pattern = child_by_field(node, "name");
    const TSNode type = child_by_field(node, "type");
    Draft draft;
    draft.kind = is_class(definer.scope_kind()) ? SymbolKind::Field : SymbolKind::Variable;
    if (is_null(pattern)) return;
    const std::uint32_t end = ts_node_end_byte(is_null(type) ? pattern : type);
    draft.signature = signature_between(definer, signature_start(node), end);
    draft.holds_locals = true;
    if (kind_of(pattern) == "identifier" || kind_of(pattern) == "operator_identifier") {
        draft.name = pattern;
        return definer.add(draft);
    }
    if (kind_of(pattern) != "identifiers") return definer.open_closure();
    for (std::uint32_t i = 0; i < MaxListed; ++i) {
        draft.name = named_child(pattern, i);
        if (is_null(draft.name)) break;
        definer.add(draft, false);
    }
    definer.open_closure();
}

/// A parameter of a class is a field where it says val or var, and in case classes.
void define_class_parameter(Definer& definer, TSNode node) {
    bool is_field = false;
    for (std::uint32_t i = 0; i < MaxLeading && !is_field; ++i) {
        const TSNode child = ts_node_child(node, i);
        if (is_null(child) || kind_of(child) == "identifier") break;
        is_field = kind_of(child) == "val" || kind_of(child) == "var";
    }
    const Symbol* around = definer.enclosing();
    if (!around || (!is_field && !around->signature.starts_with("case ") && around->signature.find(" case class ") == std::string_view::npos)) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name = child_by_field(node, "name");
    draft.signature = signature_between(definer, signature_start(node), ts_node_end_byte(node));
    if (!is_null(draft.name)) definer.add(draft, false);
}

/// Methods of an extension carry the type that they extend.
void open_extension(Definer& definer, TSNode node) {
    const TSNode parameter = named_child_of_kind(child_by_field(node, "parameters"), "parameter");
    TSNode type = child_by_field(parameter, "type");
    if (kind_of(type) == "generic_type") type = child_by_field(type, "type");
    definer.open_container(SymbolKind::Class, definer.fold(definer.text(type)));
}

void define_package(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = SymbolKind::Package;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    draft.signature_end = ts_node_end_byte(draft.name);
    definer.add(draft, !is_null(child_by_field(node, "body")));
}

void add_selected(Definer& definer, Import import, TSNode selector) {
    const std::string_view kind = kind_of(selector);
    if (kind == "namespace_wildcard") {
        import.name = "*";
    } else {
        const bool is_renamed = kind == "arrow_renamed_identifier" || kind == "as_renamed_identifier";
        const TSNode name = is_renamed ? child_by_field(selector, "name") : selector;
        if (is_null(name)) return;
        import.name = definer.text(name);
        if (is_renamed) import.alias = definer.text(child_by_field(selector, "alias"));
        if (import.alias == "_") return;  // hidden, not imported
        definer.add_reference(ReferenceKind::Import, name, import.target);
    }
    definer.add_import(import, selector);
}

/// `import a.b.C`, `import a.b._`, `import a.b.{C, D => E}`
void define_import(Definer& definer, TSNode node) {
    TSNode last{}, selectors{};
    std::uint32_t start = 0, before_last = 0, end = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) do {
        const TSNode child = ts_tree_cursor_current_node(&cursor);
        if (!ts_node_is_named(child)) continue;
        const std::string_view kind = kind_of(child);
        if (kind == "namespace_selectors" || kind == "namespace_wildcard" || kind.ends_with("_renamed_identifier")) {
            selectors = child;
            break;
        }
        if (kind != "identifier" && kind != "operator_identifier") continue;
        if (is_null(last)) start = ts_node_start_byte(child);
        before_last = end, end = ts_node_end_byte(child), last = child;
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    if (is_null(last)) return;
    const std::string_view source = definer.source();
    Import import;
    if (is_null(selectors)) {
        import.target = before_last > 0 ? definer.fold(source.substr(start, before_last - start)) : definer.text(last);
        if (before_last > 0) add_selected(definer, import, last);
        else definer.add_import(import, node);
        return;
    }
    import.target = definer.fold(source.substr(start, end - start));
    if (kind_of(selectors) != "namespace_selectors") return add_selected(definer, import, selectors);
    for (std::uint32_t i = 0; i < MaxListed; ++i) {
        const TSNode selector = named_child(selectors, i);
        if (is_null(selector)) break;
        add_selected(definer, import, selector);
    }
}

/// `x <- xs` and `x = y` of a for declare their first name.
void declare_enumerator(Definer& definer, TSNode node) {
    const TSNode first = named_child(node, 0);
    if (kind_of(first) == "identifier") definer.add_local(definer.text(first));
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"package_clause", NodeRole::Definition, SymbolKind::Package, "name", "body", define_package},
    {"import_declaration", NodeRole::Import, SymbolKind::Module, "", "", define_import},
    {"class_definition", NodeRole::Definition, SymbolKind::Class, "name", "body", define},
    {"object_definition", NodeRole::Definition, SymbolKind::Class, "name", "body", define},
    {"package_object", NodeRole::Definition, SymbolKind::Package, "name", "body", define},
    {"trait_definition", NodeRole::Definition, SymbolKind::Trait, "name", "body", define},
    {"enum_definition", NodeRole::Definition, SymbolKind::Enum, "name", "body", define},
    {"simple_enum_case", NodeRole::Definition, SymbolKind::Enumerator, "name", "", define},
    {"full_enum_case", NodeRole::Definition, SymbolKind::Enumerator, "name", "", define},
    {"type_definition", NodeRole::Definition, SymbolKind::TypeAlias, "name", "", define},
    {"given_definition", NodeRole::Definition, SymbolKind::Field, "name", "body", define},
    {"function_definition", NodeRole::Definition, SymbolKind::Method, "name", "body", define_function},
    {"function_declaration", NodeRole::Definition, SymbolKind::Method, "name", "", define_function},
    {"val_definition", NodeRole::Definition, SymbolKind::Field, "", "", define_values},
    {"var_definition", NodeRole::Definition, SymbolKind::Field, "", "", define_values},
    {"val_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_values},
    {"var_declaration", NodeRole::Definition, SymbolKind::Field, "", "", define_values},
    {"class_parameter", NodeRole::Definition, SymbolKind::Field, "name", "", define_class_parameter},
    {"extension_definition", NodeRole::Container, SymbolKind::Class, "", "", open_extension},
    {"enumerator", NodeRole::Container, SymbolKind::Variable, "", "", declare_enumerator},
    // decisions
    {"if_expression", NodeRole::Branch},
    {"for_expression", NodeRole::Branch},
    {"while_expression", NodeRole::Branch},
    {"do_while_expression", NodeRole::Branch},
    {"case_clause", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"block_comment", NodeRole::Comment},
    {"string", NodeRole::Opaque},
    {"character_literal", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"type_identifier", NodeRole::TypeName},
};

constexpr FieldRule Fields[] = {
    // calls
    {"call_expression", "function", ChildRole::Call},
    {"field_expression", "field", ChildRole::Member},
    {"generic_function", "function", ChildRole::Pass},
    {"instance_expression", "", ChildRole::Call},
    {"generic_type", "type", ChildRole::Pass},
    {"stable_type_identifier", "", ChildRole::Path},
    {"stable_identifier", "", ChildRole::None},
    // bases and annotations
    {"extends_clause", "type", ChildRole::Inherit},
    {"annotation", "name", ChildRole::Decorate},
    // imports: the hook makes the references
    {"import_declaration", "", ChildRole::Ignore},
    {"namespace_selectors", "", ChildRole::Ignore},
    {"arrow_renamed_identifier", "", ChildRole::Ignore},
    {"as_renamed_identifier", "", ChildRole::Ignore},
    {"package_clause", "name", ChildRole::Defined},
    {"package_identifier", "", ChildRole::Defined},
    {"access_qualifier", "", ChildRole::Ignore},
    // what is defined
    {"class_definition", "name", ChildRole::Defined},
    {"object_definition", "name", ChildRole::Defined},
    {"package_object", "name", ChildRole::Defined},
    {"trait_definition", "name", ChildRole::Defined},
    {"enum_definition", "name", ChildRole::Defined},
    {"simple_enum_case", "name", ChildRole::Defined},
    {"full_enum_case", "name", ChildRole::Defined},
    {"type_definition", "name", ChildRole::Defined},
    {"given_definition", "name", ChildRole::Defined},
    {"function_definition", "name", ChildRole::Defined},
    {"function_declaration", "name", ChildRole::Defined},
    // locals; a field's name is local to its own scope, where nothing else asks for it
    {"parameter", "name", ChildRole::Local},
    {"class_parameter", "name", ChildRole::Local},
    {"val_definition", "pattern", ChildRole::Local},
    {"var_definition", "pattern", ChildRole::Local},
    {"val_declaration", "name", ChildRole::Local},
    {"var_declaration", "name", ChildRole::Local},
    {"identifiers", "", ChildRole::Pass},
    {"binding", "name", ChildRole::Local},
    {"lambda_expression", "parameters", ChildRole::Local},
    {"self_type", "", ChildRole::Local},
    {"type_parameters", "name", ChildRole::TypeParameter},
    {"covariant_type_parameter", "name", ChildRole::TypeParameter},
    {"contravariant_type_parameter", "name", ChildRole::TypeParameter},
    // patterns
    {"case_clause", "pattern", ChildRole::Pattern},
    {"typed_pattern", "pattern", ChildRole::Local},
    {"case_class_pattern", "pattern", ChildRole::Pattern},
    {"tuple_pattern", "", ChildRole::Pattern},
    {"infix_pattern", "left", ChildRole::Pattern},
    {"infix_pattern", "right", ChildRole::Pattern},
    {"capture_pattern", "name", ChildRole::Local},
    {"capture_pattern", "pattern", ChildRole::Pattern},
};

constexpr std::string_view Predeclared[] = {"this", "super", "_"};

}  // namespace

const LanguageSpec& scala() {
    static const LanguageSpec spec{.language = Language::Scala, .grammar = tree_sitter_scala, .extractor_version = 1,
                                   .separator = ".", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .predeclared = Predeclared};
    return spec;
}

}  // namespace kompress::parse::languages
