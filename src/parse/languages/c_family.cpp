// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_family.hpp"

namespace kompress::parse::languages {
bool has_storage_class(const Definer& definer, TSNode node, std::string_view word) {
    bool found = false;
    each_child(node, [&](TSNode child, std::string_view field) {
        found = found || (kind_of(child) == "storage_class_specifier" && definer.text(child) == word);
        return !found && field != "declarator" && field != "body";
    });
    return found;
}

TSNode body_of_record(TSNode type) {
    if (is_null(type)) return TSNode{};
    const std::string_view kind = kind_of(type);
    const bool is_record = kind == "struct_specifier" || kind == "union_specifier" || kind == "enum_specifier" || kind == "class_specifier";
    return is_record ? child_by_field(type, "body") : TSNode{};
}

bool is_record_scope(const Definer& definer) {
    const auto kind = definer.scope_kind();
    return kind == SymbolKind::Struct || kind == SymbolKind::Union || kind == SymbolKind::Class;
}

namespace {

/// Where the name of a declarator stands once attribute macros are seen through; sets name_text and name_byte.
bool repair_name(Definer& definer, TSNode name, TSNode type, Draft& draft) {
    const Word found{definer.text(name), ts_node_start_byte(name)};
    const std::uint32_t type_end = is_null(type) ? 0 : ts_node_end_byte(type);
    const auto repaired = declared_name(definer.source(), found, type_end);
    draft.name = name;
    if (!repaired) return false;
    if (repaired->byte != found.byte) draft.name_text = repaired->text, draft.name_byte = repaired->byte;
    return true;
}

/// Specifiers and type that the declarators of one declaration share.
struct Declaration {
    TSNode type{};
    TSNode first{};  ///< declarator
    TSNode body{};  ///< of a record defined in it
    bool is_extern = false;
};

void define_variable(Definer& definer, TSNode node, TSNode child, const Declaration& declaration, bool opens_scope) {
    const Declarator declarator = unwrap_declarator(child);
    if (is_null(declarator.name)) return;
    Draft draft;
    draft.kind = declarator.is_function ? SymbolKind::Function : SymbolKind::Variable;
    draft.parameters = counted_parameters(declarator.parameters);
    const std::string_view found = definer.text(declarator.name);
    if (declarator.is_function && is_macro_word(found) && kind_of(child) == "init_declarator") {
        // `DEFINE_PER_CPU(int, x) = 1;`
        const auto variable = macro_variable(definer.source(), ts_node_start_byte(declarator.name));
        if (!variable) return;
        draft.kind = SymbolKind::Variable, draft.parameters = TSNode{};
        draft.name_text = variable->text, draft.name_byte = variable->byte;
    } else if (!repair_name(definer, declarator.name, declaration.type, draft)) {
        return;
    }
    if (kind_of(child) == "parenthesized_declarator") definer.use_fields("@macro_declaration");  // `static LIST_HEAD(x);`
    const TSNode value = child_by_field(child, "value");
    const std::uint32_t end = is_null(value) ? ts_node_end_byte(node) : ts_node_start_byte(value);
    draft.signature_end = end;
    if (!is_null(declaration.body)) draft.signature = signature_around(definer, node, declaration.body, end);
    else sign_declarator(definer, node, declaration.first, child, end, draft);
    const bool is_prototype = draft.kind == SymbolKind::Function;
    draft.qualifier = qualifier_of(definer, declarator.qualified, declarator.name);
    if (is_prototype && is_record_scope(definer)) draft.kind = SymbolKind::Method;
    if (!is_prototype && (is_record_scope(definer) || !draft.qualifier.empty())) draft.kind = SymbolKind::Field;
    if (is_prototype || (declaration.is_extern && is_null(value))) definer.add_declaration(draft);
    else definer.add(draft, opens_scope);
}

}  // namespace

void define_function(Definer& definer, TSNode node) {
    const Declarator declarator = unwrap_declarator(child_by_field(node, "declarator"));
    const TSNode body = child_by_field(node, "body");
    const std::uint32_t brace = is_null(body) ? ts_node_end_byte(node) : ts_node_start_byte(body);
    const std::string_view name = is_null(declarator.name) ? "" : definer.text(declarator.name);
    const bool is_clean = declarator.is_function && !name.empty() && !is_c_keyword(name) && !is_known_attribute(name);
    const bool is_at_margin = ts_node_start_point(node).column == 0;
    if (definer.in_function() && !is_at_margin && !declarator.is_function) {
        definer.use_fields("@macro_block");  // `for_each_possible_cpu(cpu) {…}`
        return;
    }
    if (!is_clean || (is_attribute_word(name) && function_head_before(definer.source(), brace).value_or(FunctionHead{}).name.text != name)) {
        if (recover_function(definer, node, brace)) definer.use_fields("@recovered_function");
        return;
    }
    Draft draft;
    draft.kind = SymbolKind::Function;
    draft.name = declarator.name;
    draft.parameters = counted_parameters(declarator.parameters);
    draft.is_detached = is_at_margin && definer.scope_kind().has_value();
    const TSNode type = child_by_field(node, "type");
    if (!is_null(type) && kind_of(type) == "type_identifier" && is_attribute_word(definer.text(type))) {
        // `static int __init f(…)` may have lost its beginning to a declaration of its own.
        if (const auto head = function_head_before(definer.source(), brace); head && head->name.text == name) {
            draft.start_byte = head->start;
            draft.exported = !head->is_static;
        }
    }
    draft.signature_end = brace;
    drop_branches(definer, node, draft);
    definer.add(draft);
}

void define_declaration(Definer& definer, TSNode node) {
    if (definer.in_function()) return;
    Declaration declaration;
    std::uint32_t declarators = 0;
    each_child(node, [&](TSNode child, std::string_view field) {
        if (field == "type" && is_null(declaration.type)) {
            declaration.type = child;
            declaration.body = body_of_record(child);
        } else if (field == "declarator") {
            const bool is_unnamed = !is_null(declaration.body) && is_null(child_by_field(declaration.type, "name"));
            if (declarators == 0) declaration.first = child;
            define_variable(definer, node, child, declaration, is_unnamed && declarators == 0);
            ++declarators;
        } else if (kind_of(child) == "storage_class_specifier") {
            declaration.is_extern = declaration.is_extern || definer.text(child) == "extern";
        }
        return true;
    });
    if (declarators > 0 || is_null(declaration.type) || kind_of(declaration.type) != "macro_type_specifier") return;
    // `static DEFINE_PER_CPU(struct x *, name);`
    const auto name = macro_variable(definer.source(), ts_node_start_byte(declaration.type));
    if (!name) return;
    Draft draft;
    draft.kind = SymbolKind::Variable;
    draft.name_text = name->text;
    draft.name_byte = name->byte;
    definer.add(draft, false);
}

namespace {

/// A function in a struct that nobody closed: `int f(void) { return g()` as the type and name of a field.
bool holds_block(const Definer& definer, TSNode node, TSNode declarator, TSNode type) {
    if (!ts_node_has_error(node) || !is_null(body_of_record(type))) return false;
    const std::uint32_t start = ts_node_start_byte(node);
    return definer.source().substr(start, ts_node_start_byte(declarator) - start).find('{') != std::string_view::npos;
}

}  // namespace

void define_fields(Definer& definer, TSNode node) {
    TSNode type{}, first{};
    const TSNode value = child_by_field(node, "default_value");
    const std::uint32_t value_start = is_null(value) ? ts_node_end_byte(node) : ts_node_start_byte(value);
    each_child(node, [&](TSNode child, std::string_view field) {
        if (field == "type") type = child;
        if (field != "declarator") return true;
        const Declarator declarator = unwrap_declarator(child);
        if (is_null(declarator.name) || holds_block(definer, node, child, type)) return true;
        Draft draft;
        draft.kind = SymbolKind::Field;
        if (!repair_name(definer, declarator.name, type, draft)) return true;
        const TSNode body = body_of_record(type);
        const bool is_unnamed = !is_null(body) && is_null(child_by_field(type, "name")), is_first = is_null(first);
        if (is_first) first = child;
        const std::uint32_t end = value_start > ts_node_start_byte(child) ? value_start : ts_node_end_byte(node);
        draft.signature_end = end;
        if (!is_null(body)) draft.signature = signature_around(definer, node, body, end);
        else sign_declarator(definer, node, first, child, end, draft);
        definer.add(draft, is_unnamed && is_first);
        return true;
    });
    if (!is_null(first) || is_null(type) || kind_of(type) != "macro_type_specifier") return;
    const auto name = macro_variable(definer.source(), ts_node_start_byte(type));  // `DECLARE_BITMAP(bits, 10);`
    if (!name) return;
    Draft draft;
    draft.kind = SymbolKind::Field;
    draft.name_text = name->text;
    draft.name_byte = name->byte;
    definer.add(draft, false);
}

void define_typedef(Definer& definer, TSNode node) {
    TSNode type{}, first{};
    each_child(node, [&](TSNode child, std::string_view field) {
        if (field == "type" && is_null(type)) type = child;
        if (field != "declarator") return true;
        const Declarator declarator = unwrap_declarator(child);
        if (is_null(declarator.name)) return true;
        Draft draft;
        draft.kind = SymbolKind::TypeAlias;
        if (!repair_name(definer, declarator.name, type, draft)) return true;
        const TSNode body = body_of_record(type);
        const bool is_first = is_null(first);
        if (is_first) first = child;
        if (!is_null(body)) draft.signature = signature_around(definer, node, body, ts_node_end_byte(node));
        else sign_declarator(definer, node, first, child, ts_node_end_byte(node), draft);
        // The fields of an unnamed record belong to the name that the typedef gives it.
        definer.add(draft, is_first && !is_null(body) && is_null(child_by_field(type, "name")));
        return true;
    });
}

void open_unnamed_record(Definer& definer, SymbolKind kind) {
    const bool is_private = definer.scope_kind() == SymbolKind::Class && definer.access().empty();
    definer.open_container(kind, {}, is_private ? "private" : definer.access());
}

void define_record(Definer& definer, TSNode node) {
    const TSNode body = child_by_field(node, "body");
    if (is_null(body)) return;  // `struct x *p`: a mention, not a definition
    const std::string_view word = kind_of(node);
    Draft draft;
    draft.kind = word == "struct_specifier" ? SymbolKind::Struct
                 : word == "union_specifier" ? SymbolKind::Union
                 : word == "enum_specifier"  ? SymbolKind::Enum
                                             : SymbolKind::Class;
    draft.name = child_by_field(node, "name");
    draft.signature_end = ts_node_start_byte(body);
    if (is_null(draft.name)) return open_unnamed_record(definer, draft.kind);
    definer.use_fields("@record_definition");
    definer.add(draft);
}

}  // namespace kompress::parse::languages
