// SPDX-License-Identifier: Apache-2.0
/// Ruby. A call is the Wrapper of a definition among its arguments (`private def f`); what defines by being called
/// (`attr_reader`, `Struct.new`, `include`, `require`) is read in its hook. A bare name may be a local variable or a call:
/// it is noted as a use.
#include "parse/languages/languages.hpp"
#include "parse/languages/member_text.hpp"

extern "C" const TSLanguage* tree_sitter_ruby(void);

namespace kompress::parse::languages {
namespace {

constexpr std::uint32_t MaxListed = 64;  ///< names of one attr_reader or Struct.new

bool is_class(const Symbol* symbol) {
    return symbol && (symbol->kind == SymbolKind::Class || symbol->kind == SymbolKind::Module);
}

bool is_access_word(std::string_view word) {
    return word == "private" || word == "protected" || word == "public" || word == "module_function";
}

/// Public: not after `private` or `protected`, nor as their argument.
bool is_exported(const Definer& definer, TSNode, SymbolKind kind, std::string_view) {
    const Symbol* around = definer.enclosing();
    if (around && !is_class(around)) return false;
    if (kind != SymbolKind::Method && kind != SymbolKind::Property) return true;
    if (const TSNode wrapper = definer.wrapper(); kind_of(wrapper) == "call") {
        const std::string_view word = definer.text(child_by_field(wrapper, "method"));
        if (word == "public") return true;
        if (word == "private" || word == "protected" || word == "private_class_method") return false;
    }
    return definer.access() != "private" && definer.access() != "protected";
}

/// `B` of `A::B`, with `A` as its qualifier.
void set_path(Definer& definer, Draft& draft, TSNode path) {
    draft.name = path;
    if (kind_of(path) != "scope_resolution") return;
    draft.name = child_by_field(path, "name");
    draft.qualifier = definer.text(child_by_field(path, "scope"));
}

/// Where the head of a definition ends; its body may be empty.
std::uint32_t end_of_head(TSNode node, std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        if (const TSNode child = child_by_field(node, field); !is_null(child)) return ts_node_end_byte(child);
    return ts_node_end_byte(node);
}

void define_class(Definer& definer, TSNode node) {
    Draft draft;
    draft.kind = kind_of(node) == "module" ? SymbolKind::Module : SymbolKind::Class;
    set_path(definer, draft, child_by_field(node, "name"));
    if (is_null(draft.name)) return;
    draft.signature_end = draft.kind == SymbolKind::Class ? end_of_head(node, {"superclass", "name"}) : end_of_head(node, {"name"});
    definer.add(draft);
}

void define_method(Definer& definer, TSNode node) {
    Draft draft;
    draft.name = child_by_field(node, "name");
    if (is_null(draft.name)) return;
    const TSNode object = child_by_field(node, "object");
    const bool is_member = is_class(definer.enclosing()) || !is_null(object);
    draft.kind = !is_member ? SymbolKind::Function : definer.text(draft.name) == "initialize" ? SymbolKind::Constructor : SymbolKind::Method;
    if (kind_of(object) == "constant" && !(definer.enclosing() && definer.name_of(*definer.enclosing()) == definer.text(object)))
        draft.qualifier = definer.text(object);
    draft.parameters = child_by_field(node, "parameters");
    draft.signature = signature_between(definer, ts_node_start_byte(node), end_of_head(node, {"parameters", "name"}));
    definer.add(draft);
}

/// `class << self`: its methods are the class's, with an access of their own.
void open_singleton(Definer& definer, TSNode) { definer.open_container(SymbolKind::Class, {}); }

bool is_literal_name(std::string_view kind) { return kind == "simple_symbol" || kind == "string"; }

/// `:name` and "name" without their marks.
std::string_view literal_name(const Definer& definer, TSNode node) {
    std::string_view text = definer.text(node);
    if (kind_of(node) == "string") text = definer.text(named_child_of_kind(node, "string_content"));
    else if (text.starts_with(':')) text.remove_prefix(1);
    return text;
}

/// `word` opens the signature: `attr_reader :name`.
void add_named(Definer& definer, SymbolKind kind, TSNode literal, std::string_view word, bool opens_scope) {
    const std::string_view name = literal_name(definer, literal);
    if (name.empty()) return;
    Draft draft;
    draft.kind = kind;
    draft.name_text = name;
    draft.name_byte = static_cast<std::uint32_t>(name.data() - definer.source().data());
    draft.signature = joined(definer, {word, word.empty() ? "" : " ", definer.fold(definer.text(literal))});
    definer.add(draft, opens_scope);
}

template <typename Visit>
void each_argument(TSNode call, Visit visit) {
    const TSNode list = child_by_field(call, "arguments");
    for (std::uint32_t i = 0; i < MaxListed && !is_null(list); ++i) {
        const TSNode argument = named_child(list, i);
        if (is_null(argument)) break;
        if (!visit(argument)) break;
    }
}

void add_import(Definer& definer, TSNode call, std::string_view word) {
    each_argument(call, [&](TSNode argument) {
        if (kind_of(argument) != "string") return word == "autoload";
        Import import;
        import.target = literal_name(definer, argument);
        import.is_local = word == "require_relative";
        if (!import.target.empty()) definer.add_import(import, call);
        return false;
    });
}

/// What a call without a receiver makes in a class or at file level.
void define_by_word(Definer& definer, TSNode call, std::string_view word) {
    if (word == "require" || word == "require_relative" || word == "load" || word == "autoload") return add_import(definer, call, word);
    if (!is_class(definer.enclosing())) return;
    if (word == "include" || word == "extend" || word == "prepend") return definer.use_fields("@mixin");
    const bool is_attribute = word == "attr_accessor" || word == "attr_reader" || word == "attr_writer" || word == "attr";
    const bool is_maker = word == "define_method" || word == "alias_method" || word == "define_singleton_method";
    if (!is_attribute && !is_maker) return;
    each_argument(call, [&](TSNode argument) {
        if (!is_literal_name(kind_of(argument))) return is_attribute;
        add_named(definer, is_attribute ? SymbolKind::Property : SymbolKind::Method, argument, word, word.starts_with("define"));
        return is_attribute;
    });
}

bool makes_class(std::string_view receiver) { return receiver == "Struct" || receiver == "Class" || receiver == "Data" || receiver == "Module"; }

void read_call(Definer& definer, TSNode node) {
    const TSNode receiver = child_by_field(node, "receiver");
    const std::string_view word = definer.text(child_by_field(node, "method"));
    if (is_null(receiver)) return define_by_word(definer, node, word);
    const std::string_view kind = kind_of(receiver);
    if (kind != "constant" && kind != "scope_resolution") return;
    if (word == "new") definer.use_fields("@new");
    const std::string_view from = definer.text(receiver);
    if ((from != "Struct" && from != "Data") || (word != "new" && word != "define") || !is_class(definer.enclosing())) return;
    if (definer.parent_kind() != "assignment" && definer.parent_kind() != "superclass") return;
    each_argument(node, [&](TSNode argument) {
        if (kind_of(argument) == "simple_symbol") add_named(definer, SymbolKind::Property, argument, "", false);
        return true;
    });
}

bool is_made_class(const Definer& definer, TSNode value) {
    if (kind_of(value) != "call") return false;
    const std::string_view word = definer.text(child_by_field(value, "method"));
    return (word == "new" || word == "define") && makes_class(definer.text(child_by_field(value, "receiver")));
}

void define_target(Definer& definer, TSNode node, TSNode target) {
    const std::string_view kind = kind_of(target);
    const Symbol* around = definer.enclosing();
    Draft draft;
    draft.name = target;
    draft.signature_end = ts_node_end_byte(node);
    if (kind == "constant") {
        if (around && !is_class(around)) return;
        const TSNode value = child_by_field(node, "right");
        const bool is_class = is_made_class(definer, value);
        draft.kind = !is_class ? SymbolKind::Constant : definer.text(child_by_field(value, "receiver")) == "Module" ? SymbolKind::Module : SymbolKind::Class;
        if (const TSNode block = child_by_field(value, "block"); is_class && !is_null(block)) draft.signature_end = ts_node_start_byte(block);
        definer.add(draft, is_class);
    } else if (kind == "instance_variable") {
        if (!around || around->kind != SymbolKind::Constructor) return;
        draft.kind = SymbolKind::Field;
        draft.outer = draft.once = true;
        draft.exported = false;
        definer.add(draft, false);
    } else if (kind == "class_variable" ? is_class(around) : kind == "global_variable" && (!around || is_class(around))) {
        draft.kind = kind == "class_variable" ? SymbolKind::Field : SymbolKind::Variable;
        draft.once = true;
        draft.is_detached = kind == "global_variable";
        draft.exported = draft.is_detached;
        definer.add(draft, false);
    }
}

void define_assigned(Definer& definer, TSNode node) {
    const TSNode left = child_by_field(node, "left");
    if (kind_of(left) != "left_assignment_list") return define_target(definer, node, left);
    for (std::uint32_t i = 0; i < MaxListed; ++i) {
        const TSNode target = named_child(left, i);
        if (is_null(target)) break;
        define_target(definer, node, target);
    }
}

void define_alias(Definer& definer, TSNode node) {
    if (!is_class(definer.enclosing())) return;
    Draft draft;
    draft.kind = SymbolKind::Method;
    draft.name = child_by_field(node, "name");
    if (!is_null(draft.name) && kind_of(draft.name) != "global_variable") definer.add(draft, false);
}

void open_closure(Definer& definer, TSNode) {
    if (!is_class(definer.enclosing())) definer.open_closure();
}

/// Words for the interpreter and for tools; the marks of a block comment.
std::string_view clean_doc(std::string_view doc, TextArena& arena) {
    const auto is_remark = [](std::string_view line) {
        return line.starts_with("frozen_string_literal:") || line.starts_with("encoding:") || line.starts_with("coding:") ||
               line.starts_with("-*-") || line.starts_with("rubocop:") || line.starts_with("typed:") || line.starts_with("=begin") ||
               line.starts_with("=end") || line.starts_with(":nodoc:") || line.starts_with("warn_indent:") || line.starts_with("/usr/bin/");
    };
    char* const out = arena.allocate(doc.size() + 1);
    std::size_t size = 0;
    for (std::size_t at = 0; at < doc.size();) {
        const std::size_t end = std::min(doc.find('\n', at), doc.size());
        const std::string_view line = doc.substr(at, end - at);
        at = end + 1;
        if (is_remark(line) || (size == 0 && line.empty())) continue;
        if (size > 0) out[size++] = '\n';
        size = static_cast<std::size_t>(std::copy(line.begin(), line.end(), out + size) - out);
    }
    arena.shrink(doc.size() + 1 - size);
    return {out, size};
}

constexpr NodeRule Nodes[] = {
    // definitions
    {"module", NodeRole::Definition, SymbolKind::Module, "name", "body", define_class},
    {"class", NodeRole::Definition, SymbolKind::Class, "name", "body", define_class},
    {"singleton_class", NodeRole::Container, SymbolKind::Class, "", "", open_singleton},
    {"method", NodeRole::Definition, SymbolKind::Method, "name", "body", define_method},
    {"singleton_method", NodeRole::Definition, SymbolKind::Method, "name", "body", define_method},
    {"assignment", NodeRole::Definition, SymbolKind::Constant, "", "", define_assigned},
    {"alias", NodeRole::Definition, SymbolKind::Method, "name", "", define_alias},
    {"call", NodeRole::Wrapper, SymbolKind::Method, "", "", read_call},
    {"block", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    {"do_block", NodeRole::Container, SymbolKind::Function, "", "", open_closure},
    // decisions
    {"if", NodeRole::Branch},
    {"elsif", NodeRole::Branch},
    {"unless", NodeRole::Branch},
    {"while", NodeRole::Branch},
    {"until", NodeRole::Branch},
    {"for", NodeRole::Branch},
    {"when", NodeRole::Branch},
    {"in_clause", NodeRole::Branch},
    {"rescue", NodeRole::Branch},
    {"conditional", NodeRole::Branch},
    {"if_modifier", NodeRole::Branch},
    {"unless_modifier", NodeRole::Branch},
    {"while_modifier", NodeRole::Branch},
    {"until_modifier", NodeRole::Branch},
    {"rescue_modifier", NodeRole::Branch},
    {"&&", NodeRole::Branch},
    {"||", NodeRole::Branch},
    {"and", NodeRole::Branch},
    {"or", NodeRole::Branch},
    // leaves
    {"comment", NodeRole::Comment},
    {"string_content", NodeRole::Opaque},
    {"heredoc_content", NodeRole::Opaque},
    {"simple_symbol", NodeRole::Opaque},
    {"hash_key_symbol", NodeRole::Opaque},
    {"operator", NodeRole::Opaque},
    {"identifier", NodeRole::Name},
    {"constant", NodeRole::Name},
    {"instance_variable", NodeRole::Name},
    {"class_variable", NodeRole::Name},
    {"global_variable", NodeRole::Name},
};

constexpr FieldRule Fields[] = {
    // calls
    {"call", "method", ChildRole::CallMember},
    {"@new", "receiver", ChildRole::Call},
    {"@new", "method", ChildRole::Ignore},
    {"@mixin", "method", ChildRole::Ignore},
    {"@mixin", "arguments", ChildRole::Inherit},
    {"argument_list", "", ChildRole::PassType},
    {"scope_resolution", "name", ChildRole::Member},
    {"superclass", "", ChildRole::Inherit},
    // what is defined
    {"module", "name", ChildRole::Defined},
    {"class", "name", ChildRole::Defined},
    {"method", "name", ChildRole::Defined},
    {"singleton_method", "name", ChildRole::Defined},
    {"singleton_method", "object", ChildRole::None},
    {"setter", "", ChildRole::Defined},
    {"alias", "name", ChildRole::Defined},
    // the access of what follows
    {"body_statement", "", ChildRole::AccessWord},
    // locals
    {"assignment", "left", ChildRole::Local},
    {"operator_assignment", "left", ChildRole::Local},
    {"left_assignment_list", "", ChildRole::Pass},
    {"destructured_left_assignment", "", ChildRole::Pass},
    {"rest_assignment", "", ChildRole::Pass},
    {"method_parameters", "", ChildRole::Local},
    {"block_parameters", "", ChildRole::Local},
    {"lambda_parameters", "", ChildRole::Local},
    {"destructured_parameter", "", ChildRole::Local},
    {"optional_parameter", "name", ChildRole::Local},
    {"splat_parameter", "name", ChildRole::Local},
    {"keyword_parameter", "name", ChildRole::Local},
    {"hash_splat_parameter", "name", ChildRole::Local},
    {"block_parameter", "name", ChildRole::Local},
    {"exception_variable", "", ChildRole::Local},
    {"for", "pattern", ChildRole::Local},
    // patterns
    {"in_clause", "pattern", ChildRole::Pattern},
    {"array_pattern", "", ChildRole::Pattern},
    {"find_pattern", "", ChildRole::Pattern},
    {"alternative_pattern", "", ChildRole::Pattern},
    {"keyword_pattern", "value", ChildRole::Pattern},
    {"as_pattern", "value", ChildRole::Pattern},
    {"as_pattern", "name", ChildRole::Local},
};

constexpr std::string_view Predeclared[] = {
    "private", "protected", "public", "module_function", "private_class_method", "private_constant", "public_class_method",
    "attr", "attr_reader", "attr_writer", "attr_accessor", "alias_method", "define_method", "include", "extend", "prepend",
    "require", "require_relative", "load", "autoload", "raise", "lambda", "proc", "loop", "block_given?", "__method__", "__dir__",
};

}  // namespace

const LanguageSpec& ruby() {
    static const LanguageSpec spec{.language = Language::Ruby, .grammar = tree_sitter_ruby, .extractor_version = 2,
                                   .separator = "::", .nodes = Nodes, .fields = Fields, .is_exported = is_exported,
                                   .predeclared = Predeclared, .clean_doc = clean_doc, .is_access_word = is_access_word};
    return spec;
}

}  // namespace kompress::parse::languages
