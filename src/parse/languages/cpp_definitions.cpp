// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/cpp_definitions.hpp"

#include "parse/languages/c_family.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::string_view Hidden = "hidden";  // access of what an unnamed namespace holds

std::string_view last_component(std::string_view qualifier) {
    const std::size_t at = qualifier.rfind("::");
    return at == std::string_view::npos ? qualifier : qualifier.substr(at + 2);
}

/// `operator ==` as `operator==`, `operator  bool() const` as `operator bool`.
std::string_view name_text(Definer& definer, TSNode name) {
    const std::string_view kind = kind_of(name);
    if (kind == "operator_cast") {
        TSNode declarator = child_by_field(name, "declarator");
        if (is_null(declarator)) declarator = named_child_of_kind(name, "abstract_function_declarator");
        std::uint32_t end = is_null(declarator) ? ts_node_end_byte(name) : ts_node_start_byte(declarator);
        const std::string_view text = definer.text(name);
        end -= ts_node_start_byte(name);
        while (end < text.size() && (text[end] == '*' || text[end] == '&' || text[end] == ' ')) ++end;
        return definer.fold(text.substr(0, end));
    }
    if (kind != "operator_name" && kind != "destructor_name") return definer.text(name);
    const std::string_view text = definer.fold(definer.text(name));
    const std::size_t space = text.find(' ');
    const bool is_word_behind = space != std::string_view::npos && space + 1 < text.size() && text[space + 1] >= 'a' && text[space + 1] <= 'z';
    if (space == std::string_view::npos || (is_word_behind && kind == "operator_name")) return text;
    char* out = definer.arena().allocate(text.size());
    std::size_t size = 0;
    for (const char c : text)
        if (c != ' ') out[size++] = c;
    definer.arena().shrink(text.size() - size);
    return {out, size};
}

SymbolKind function_kind(Definer& definer, std::string_view qualifier, std::string_view name, bool has_type) {
    if (!qualifier.empty())
        return !has_type && last_component(qualifier) == name ? SymbolKind::Constructor : SymbolKind::Method;
    if (!is_record_scope(definer) || definer.parent_kind() == "friend_declaration") return SymbolKind::Function;
    const Symbol* around = definer.enclosing();
    const bool is_constructor = !has_type && around && definer.name_of(*around) == name;
    return is_constructor ? SymbolKind::Constructor : SymbolKind::Method;
}

void draft_function(Definer& definer, TSNode node, const Declarator& declarator, Draft& draft) {
    draft.name = declarator.name;
    draft.name_text = name_text(definer, declarator.name);
    draft.qualifier = qualifier_of(definer, declarator.qualified, declarator.name);
    draft.parameters = counted_parameters(declarator.parameters);
    draft.kind = function_kind(definer, draft.qualifier, draft.name_text, !is_null(child_by_field(node, "type")));
}

/// The bases in source[begin, end), which the grammar skipped over: `final : public A, private b::C<int>`.
void add_bases(Definer& definer, std::uint32_t begin, std::uint32_t end) {
    const std::string_view source = definer.source();
    std::uint32_t at = begin, depth = 0;
    while (at < end && source[at] != ':') ++at;
    for (std::uint32_t name = 0; ++at <= end && end - begin < 1024;) {
        const char c = at < end ? source[at] : ',';
        if (c == '<' && depth++ == 0) name = at;
        if (c == '>' && depth > 0) --depth;
        if (c != ',' || depth > 0) continue;
        const Word base = last_word(source, begin, name > begin ? name : at);
        if (!base.text.empty()) definer.add_reference_at(ReferenceKind::Inherit, base.text, base.byte);
        name = 0;
    }
}

/// `class API Name : public Base {…}` parses as a function of type `class API`.
bool define_macro_class(Definer& definer, TSNode node, const Declarator& declarator) {
    const TSNode type = child_by_field(node, "type");
    if (is_null(type) || is_null(declarator.name) || declarator.is_function) return false;
    const std::string_view kind = kind_of(type);
    const bool is_class = kind == "class_specifier";
    if ((!is_class && kind != "struct_specifier" && kind != "union_specifier") || !is_null(child_by_field(type, "body"))) return false;
    Draft draft;
    draft.kind = is_class ? SymbolKind::Class : kind == "struct_specifier" ? SymbolKind::Struct : SymbolKind::Union;
    draft.name = declarator.name;
    definer.use_fields("@macro_class");
    definer.add(draft);
    const TSNode body = child_by_field(node, "body");
    if (!is_null(body)) add_bases(definer, ts_node_end_byte(declarator.name), ts_node_start_byte(body));
    return true;
}

/// The part of a signature before what follows the head: initialisers of members, the body, `= default` stays.
std::uint32_t head_end(TSNode node) {
    std::uint32_t end = 0;
    each_child(node, [&](TSNode child, std::string_view field) {
        const bool is_behind = field == "body" || kind_of(child) == "field_initializer_list" || kind_of(child) == "try_statement";
        if (is_behind) end = ts_node_start_byte(child);
        return !is_behind;
    });
    return end;
}

/// A function announced in a class; constructors and conversions are declarations to the grammar, others are fields.
bool define_member_function(Definer& definer, TSNode node) {
    const TSNode first = child_by_field(node, "declarator");
    const Declarator declarator = is_null(first) || !is_record_scope(definer) ? Declarator{} : unwrap_declarator(first);
    if (!declarator.is_function || is_null(declarator.name)) return false;
    Draft draft;
    draft_function(definer, node, declarator, draft);
    // A pure virtual function is defined nowhere else: it is the contract.
    if (is_null(child_by_field(node, "default_value"))) definer.add_declaration(draft);
    else definer.add(draft);
    return true;
}

}  // namespace

bool is_cpp_exported(const Definer& definer, TSNode node, SymbolKind kind, std::string_view) {
    const Symbol* around = definer.enclosing();
    if (around && !around->exported) return false;
    const bool is_code = kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor || kind == SymbolKind::Macro;
    if (!is_code && definer.in_function() && ts_node_start_point(node).column > 0) return false;  // it ends with the function
    const std::string_view access = definer.access();
    if (access == "private" || access == Hidden) return false;
    if (access.empty() && definer.scope_kind() == SymbolKind::Class) return false;
    const bool has_linkage = kind == SymbolKind::Function || kind == SymbolKind::Variable;
    return !has_linkage || !has_storage_class(definer, node, "static");
}

void define_cpp_function(Definer& definer, TSNode node) {
    const Declarator declarator = unwrap_declarator(child_by_field(node, "declarator"));
    const std::string_view name = is_null(declarator.name) ? "" : definer.text(declarator.name);
    if (define_macro_class(definer, node, declarator)) return;
    const TSNode body = child_by_field(node, "body");
    const bool is_nested = definer.in_function() && !is_record_scope(definer);
    const bool has_type = !is_null(child_by_field(node, "type"));
    const bool is_macro_made = !has_type && is_null(declarator.qualified) && is_macro_word(name) && !is_record_scope(definer);
    if (is_nested && (!declarator.is_function || !has_type)) {
        definer.use_fields("@macro_block");  // `Q_FOREVER(x) {…}`
        return;
    }
    if (!declarator.is_function || name.empty() || is_known_attribute(name) || is_macro_made || is_c_keyword(name)) {
        if (!is_null(body) && recover_function(definer, node, ts_node_start_byte(body))) definer.use_fields("@recovered_function");
        return;
    }
    Draft draft;
    draft_function(definer, node, declarator, draft);
    draft.signature_end = head_end(node);
    drop_branches(definer, node, draft);
    draft.is_detached = is_nested;
    definer.add(draft);
}

void define_cpp_declaration(Definer& definer, TSNode node) {
    if (definer.in_function() && !is_record_scope(definer)) return;
    if (!define_member_function(definer, node)) define_declaration(definer, node);
}

void define_cpp_fields(Definer& definer, TSNode node) {
    if (!define_member_function(definer, node)) define_fields(definer, node);
}

void define_cpp_record(Definer& definer, TSNode node) {
    const TSNode body = child_by_field(node, "body");
    TSNode name = child_by_field(node, "name");
    if (is_null(body) || is_null(name)) {
        define_record(definer, node);
        return;
    }
    const Declarator parts = unwrap_declarator(name);
    if (is_null(parts.name)) return;
    const std::string_view word = kind_of(node);
    const std::string_view head = definer.source().substr(ts_node_start_byte(node), ts_node_start_byte(name) - ts_node_start_byte(node));
    if (word == "enum_specifier" && head.find(':') != std::string_view::npos)  // `enum : Type {`, an error to the grammar
        return open_unnamed_record(definer, SymbolKind::Enum);
    Draft draft;
    draft.kind = word == "struct_specifier"  ? SymbolKind::Struct
                 : word == "union_specifier" ? SymbolKind::Union
                 : word == "enum_specifier"  ? SymbolKind::Enum
                                             : SymbolKind::Class;
    draft.name = parts.name;
    draft.qualifier = qualifier_of(definer, parts.qualified, parts.name);
    draft.signature_end = ts_node_start_byte(body);
    drop_branches(definer, node, draft);
    definer.use_fields("@record_definition");
    definer.add(draft);
}

void define_namespace(Definer& definer, TSNode node) {
    const TSNode name = child_by_field(node, "name");
    if (is_null(name)) {
        definer.open_container(SymbolKind::Namespace, {}, Hidden);
        return;
    }
    Draft draft;
    draft.kind = SymbolKind::Namespace;
    draft.name = name;
    if (const std::uint32_t parts = ts_node_named_child_count(name); parts > 1) {  // `namespace a::b`
        draft.name = ts_node_named_child(name, parts - 1);
        while (kind_of(draft.name) == "nested_namespace_specifier" && ts_node_named_child_count(draft.name) > 0)
            draft.name = ts_node_named_child(draft.name, ts_node_named_child_count(draft.name) - 1);
        draft.qualifier = qualifier_of(definer, name, draft.name);
        if (draft.qualifier.ends_with("::inline")) draft.qualifier.remove_suffix(8);  // `namespace a::inline b`
    }
    definer.add(draft);
}

void open_lambda(Definer& definer, TSNode) { definer.open_closure(); }

void define_namespace_alias(Definer& definer, TSNode node) {
    const TSNode alias = child_by_field(node, "name");
    const std::uint32_t count = ts_node_named_child_count(node);
    if (is_null(alias) || count < 2) return;
    Import import;
    import.target = definer.text(ts_node_named_child(node, count - 1));
    import.alias = definer.text(alias);
    definer.add_import(import, node);
}

void import_names(Definer& definer, TSNode node) {
    const TSNode path = ts_node_named_child(node, 0);
    if (is_null(path)) return;
    Import import;
    const std::string_view text = definer.fold(definer.text(path));
    const std::string_view words = definer.text(node);
    if (words.substr(0, words.find(text)).find("namespace") != std::string_view::npos) {
        import.target = text;
        import.name = "*";
    } else {
        const std::size_t at = text.rfind("::");
        if (at == std::string_view::npos) return;
        import.target = text.substr(0, at);
        import.name = text.substr(at + 2);
    }
    definer.add_import(import, node);
}

}  // namespace kompress::parse::languages
