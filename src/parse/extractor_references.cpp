// SPDX-License-Identifier: Apache-2.0
/// Names and the references made of them: in the tree, and in code that no grammar parsed.
#include <algorithm>

#include "base/hash.hpp"
#include "parse/argument_text.hpp"
#include "parse/code_text.hpp"
#include "parse/extractor.hpp"

namespace kompress::parse {
namespace {

constexpr std::uint32_t MaxQualifierBytes = 64;
constexpr std::string_view ComplexQualifier = "\xe2\x80\xa6";  // "…": there was one, too long or not a plain path

ReferenceKind reference_kind(ChildRole role, NodeRole leaf) {
    switch (role) {
        case ChildRole::Call:
        case ChildRole::CallMember: return ReferenceKind::Call;
        case ChildRole::Type: return ReferenceKind::Type;
        case ChildRole::Inherit: return ReferenceKind::Inherit;
        case ChildRole::Decorate: return ReferenceKind::Decorate;
        case ChildRole::Import: return ReferenceKind::Import;
        default: return leaf == NodeRole::TypeName ? ReferenceKind::Type : ReferenceKind::Use;
    }
}

}  // namespace

void Extractor::on_name(std::string_view text, std::uint64_t hash, TSNode node, const KindInfo& info,
                        const Frame& frame) {
    const ChildRole role = frame.child_role;
    if (role == ChildRole::Defined || role == ChildRole::Ignore || role == ChildRole::Enumerator) return;
    if (frame.start == named_byte_ && named_byte_ > 0) return;
    if (role == ChildRole::AccessWord && !scopes_.empty() && table_->spec->is_access_word(text)) {
        scopes_.back().access = text;
        return;
    }
    if (!file_->symbols.empty() && file_->symbols.back().name_byte == frame.start + origin_.byte) return;
    // Keywords stand where names belong in broken code, and `static_cast<T>(x)` is a call to some grammars.
    if ((error_depth_ > 0 || role == ChildRole::Call) && table_->spec->is_keyword && table_->spec->is_keyword(text)) return;
    const NameId name = names_.intern(text, hash);
    if (name_uses_.size() <= name) name_uses_.resize(name + 1 + name / 2);
    // A pattern binds names; a type's name, or one in upper case, it only mentions.
    const bool binds = role == ChildRole::Pattern && info.role == NodeRole::Name && !(text[0] >= 'A' && text[0] <= 'Z');
    if (role == ChildRole::Local || role == ChildRole::TypeParameter || binds) {
        // Template parameters stand in a wrapper, before the scope of what they belong to is open.
        const bool in_wrapper = !wrappers_.empty() && wrappers_.back().scope_depth == scopes_.size();
        const bool in_scope = !scopes_.empty() && (scopes_.back().is_function || role == ChildRole::TypeParameter);
        if (in_wrapper || in_scope) locals_.push_back(name);
        if (in_scope && scopes_.back().is_function && type_place_ != TypePlace::None && role != ChildRole::TypeParameter) bind_local(name, frame.start, ts_node_end_byte(node), role != ChildRole::TypeParameter);
        if (role == ChildRole::TypeParameter && table_->spec->type_bound && !scopes_.empty()) bind_type_parameter(name, frame.start, ts_node_end_byte(node));
        if (in_scope && scopes_.back().is_function && table_->spec->notes_arguments) note_declared(name, frame.start, ts_node_end_byte(node));
        return;
    }
    if (table_->spec->type_bound && info.role == NodeRole::TypeName && role == ChildRole::None && !scopes_.empty()) {
        const std::uint32_t end = ts_node_end_byte(node);
        if (end < text_.size() && text_[end] == ':' && Definer(*this).parent_kind(0) == "where_predicate") bind_type_parameter(name, frame.start, end);
    }
    const bool is_predeclared = table_->is_predeclared(hash);
    if (role == ChildRole::Code && !is_predeclared) return on_code_name(name, frame.start, ts_node_end_byte(node), node);
    const NameId qualifier = qualifier_before(frame.role_start, frame.start);
    if (qualifier == NoName && is_predeclared) return;
    add_reference(reference_kind(role, info.role), name, qualifier, ts_node_start_point(node));
    if (type_place_ == TypePlace::Before && (role == ChildRole::Call || role == ChildRole::CallMember)) {
        Reference& call = file_->references.back();
        std::string_view list;
        call.arguments = static_cast<std::uint8_t>(count_arguments(text_, ts_node_end_byte(node), &list));
        if (table_->spec->notes_arguments && call.arguments > 1 && role == ChildRole::CallMember) note_arguments(call, list);
    }
}

void Extractor::add_reference(ReferenceKind kind, NameId name, NameId qualifier, TSPoint at) {
    std::int32_t symbol = -1;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend() && symbol < 0; ++scope) symbol = scope->symbol;
    NameUse& use = use_of(name);  // every name that is referred to has one: closing a scope looks there
    // Of reads, writes and mentions of a type the first in each definition is kept: it decides the edge, and
    // the other places are found by looking into the definition.
    if (kind == ReferenceKind::Use || kind == ReferenceKind::Type) {
        std::int32_t& last = kind == ReferenceKind::Use ? use.last_use : use.last_type;
        if (last == symbol) return;
        last = symbol;
    }
    file_->references.push_back({name, qualifier, kind, false, 0, at.row + origin_.line + 1, at.column, symbol, NoArguments});
}

NameId Extractor::qualifier_before(std::uint32_t from, std::uint32_t to) {
    if (from >= to) return NoName;
    std::string_view text = text_.substr(from, to - from);
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    if (text.ends_with('>') && !text.ends_with("->")) text = text.substr(0, text.rfind(".<") + 1);  // Java's `a.<T>f()`
    // What stands before a name qualifies it only when a member operator joins the two.
    if (!text.ends_with('.') && !text.ends_with(':') && !text.ends_with("->")) return NoName;
    const std::string_view joints = type_place_ == TypePlace::Rust ? " \t\r\n.:&*" : " \t\r\n.:?!&*";  // Rust's `?` is part of a value
    while (!text.empty() && (text.ends_with("->") || joints.find(text.back()) != std::string_view::npos))
        text.remove_suffix(text.back() == '>' ? 2 : 1);
    const std::string_view signs = type_place_ == TypePlace::Rust ? "*&!. \t" : "(*&!. \t";
    while (!text.empty() && signs.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    if (text.empty()) return NoName;
    const bool is_path = text.size() <= MaxQualifierBytes && std::all_of(text.begin(), text.end(), [](char c) { return is_word_byte(c) || c == '.' || c == ':' || c == '\\'; });
    if (is_path) return qualifier_name(text, intern(text));
    chain_.clear();
    if (text.size() > MaxLookChain || !read_whole_chain(text, chain_, type_place_)) return intern(ComplexQualifier);
    return qualifier_name(chain_, intern_copy(chain_));
}

/// `name` is that of the whole chain; notes what it begins with.
NameId Extractor::qualifier_name(std::string_view chain, NameId name) {
    if (type_place_ == TypePlace::None) return name;
    std::size_t size = 0;
    while (size < chain.size() && is_word_byte(chain[size])) ++size;
    const std::string_view rest = chain.substr(size);
    if (size == 0 || rest.starts_with("()") || rest.starts_with("{}")) return name;
    const NameId base = rest.empty() ? name : intern_copy(chain.substr(0, size));
    use_of(base).is_qualifier = true;
    use_of(name).base = base;
    return name;
}

NameId Extractor::intern_copy(std::string_view text) {
    const std::size_t before = file_->names.size();
    const std::string_view copy = arena_->copy(text);
    const NameId name = intern(copy);
    if (name < before) arena_->shrink(copy.size());
    return name;
}

void Extractor::bind_local(NameId name, std::uint32_t start, std::uint32_t end, bool is_pattern) {
    const auto told = is_pattern && table_->spec->pattern_type ? table_->spec->pattern_type(Definer(*this), start, end) : std::nullopt;
    if (told) chain_ = *told;
    else if (!read_declared_type(text_, start, end, type_place_, chain_)) return;
    if (chain_.empty()) return;
    if (const NameId type = settled_type(); type != NoName) local_types_.push_back({name, type});
}

void Extractor::bind_type_parameter(NameId name, std::uint32_t start, std::uint32_t end) {
    const std::string bound = table_->spec->type_bound(Definer(*this), start, end);
    if (bound.empty()) return;
    use_of(name).is_qualifier = true;
    const NameId type = intern_copy(bound);
    local_types_.push_back({name, type});
}

/// The type in chain_. Of a value that is a mere name only a local variable of known type tells one.
NameId Extractor::settled_type() {
    const std::size_t size = std::min(chain_.find('['), chain_.size());  // elements of a variable are as well known
    const bool is_name = chain_.front() == '=' && chain_.find_first_of("(.{:") == std::string::npos && chain_.find_first_not_of("[]", size) == std::string::npos;
    if (!is_name || (size < chain_.size() && type_place_ != TypePlace::Rust)) return intern_copy(chain_);
    const NameId value = intern_copy(std::string_view(chain_).substr(1, size - 1));
    for (auto local = local_types_.rbegin(); local != local_types_.rend(); ++local) {
        if (local->name != value) continue;
        if (size == chain_.size()) return local->type;
        std::string type(file_->names[local->type]);
        for (std::size_t elements = (chain_.size() - size) / 2; elements > 0; --elements) {
            if (type.front() == '=') type += "[]";
            else if (type.ends_with('?')) type.pop_back();
            else if (type.ends_with("[]")) type.resize(type.size() - 2);
            else return NoName;
        }
        return type.size() > MaxChainBytes ? NoName : intern_copy(type);
    }
    return NoName;
}

/// Kept are the types of what qualifies a reference: of the others nobody will ask.
void Extractor::close_bindings(std::size_t first, std::int32_t symbol) {
    if (first >= local_types_.size()) return;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend() && symbol < 0; ++scope) symbol = scope->symbol;
    for (std::size_t i = first; i < local_types_.size(); ++i)
        if (use_of(local_types_[i].name).is_qualifier) file_->bindings.push_back({local_types_[i].name, local_types_[i].type, symbol});
    local_types_.resize(first);
}

void Extractor::note_declared(NameId name, std::uint32_t start, std::uint32_t end) {
    const std::string type = java_local_type(text_, start, end);
    const NameId known = type.empty() || type.size() > MaxArgumentBytes ? UntoldType : intern_copy(type);
    NameUse& use = use_of(name);
    declared_.push_back({name, use.declared});
    use.declared = known;
}

void Extractor::close_declared(std::size_t first) {
    for (; declared_.size() > first; declared_.pop_back()) use_of(declared_.back().name).declared = declared_.back().type;
}

void Extractor::note_arguments(Reference& call, std::string_view list) {
    if (call.qualifier != NoName) {  // `System.out.println(…)`, `text.indexOf(…)` of a String
        const std::string_view chain = file_->names[call.qualifier], base = chain.substr(0, chain.find_first_of(".([{"));
        const NameId declared = use_of(intern(base)).declared;
        const bool is_local = declared != NoName && declared != UntoldType;
        if (is_java_library(is_local ? file_->names[declared] : base) && (!is_local || base.size() == chain.size())) return;
        if (chain.starts_with("\"\"")) return;
    }
    std::string_view type;
    const auto local_type = [&](std::string_view name) -> const std::string_view* {
        const NameId declared = use_of(intern(name)).declared;
        if (declared == NoName) return nullptr;
        type = declared == UntoldType ? std::string_view{} : file_->names[declared];
        return &type;
    };
    read_java_arguments(list, local_type, chain_);
    if (chain_.empty()) return;
    call.first_argument = static_cast<std::uint32_t>(file_->arguments.size());
    for (std::size_t at = 0; at <= chain_.size();) {
        const std::size_t end = std::min(chain_.find(',', at), chain_.size());
        const std::string_view one = std::string_view(chain_).substr(at, end - at);
        const bool is_value = one.starts_with('=');
        file_->arguments.push_back({one == "?" ? NoName : intern_copy(one.substr(is_value ? 1 : 0)), is_value});
        at = end + 1;
    }
    // Generics may make commas that are none: what does not agree with the number of arguments is not told.
    if (file_->arguments.size() - call.first_argument == call.arguments - 1u) return;
    file_->arguments.resize(call.first_argument);
    call.first_argument = NoArguments;
}

void Extractor::give_type(Symbol& symbol, std::string_view name, std::uint32_t name_start) {
    switch (symbol.kind) {
        case SymbolKind::Function:
        case SymbolKind::Method:
        case SymbolKind::Property:
            if (read_result_type(symbol.signature, name, type_place_, chain_)) symbol.type = intern_copy(chain_);
            break;
        case SymbolKind::Field:
        case SymbolKind::Variable:
        case SymbolKind::Constant:
            if (read_declared_type(text_, name_start, name_start + static_cast<std::uint32_t>(name.size()), type_place_, chain_))
                symbol.type = settled_type();
            break;
        case SymbolKind::Struct:
        case SymbolKind::Enumerator:
            if (type_place_ == TypePlace::Rust && symbol.signature.find('(') != std::string_view::npos && read_payload_types(symbol.signature, name, chain_))
                symbol.type = intern_copy(chain_);
            break;
        case SymbolKind::TypeAlias:
            if (type_place_ == TypePlace::Rust && read_alias_target(symbol.signature, type_place_, chain_)) symbol.type = intern_copy(chain_);
            break;
        default: break;
    }
}

bool Extractor::is_followed_by_dot(std::uint32_t end) const {
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\n' || text_[end] == '\t' || text_[end] == '\r')) ++end;
    return end < text_.size() && text_[end] == '.';
}

NameId Extractor::intern(std::string_view text) { return names_.intern(text, hash64(text)); }

void Extractor::on_code_text(TSNode node) {
    const std::uint32_t start = ts_node_start_byte(node);
    add_code_references(text_.substr(start, ts_node_end_byte(node) - start), ts_node_start_point(node));
}

void Extractor::add_code_references(std::string_view code, TSPoint at) {
    each_name_in_code(code, [&](const CodeName& name) {
        const std::string_view word = code.substr(name.offset, name.size);
        if (table_->spec->is_keyword && table_->spec->is_keyword(word)) return;
        const TSPoint point{at.row + name.row, (name.row == 0 ? at.column : 0) + name.offset - name.line_start};
        add_reference(name.is_call ? ReferenceKind::Call : ReferenceKind::Use, intern(word), NoName, point);
    });
}

/// A name among tokens that no grammar parsed: its neighbours in the text tell what it is.
void Extractor::on_code_name(NameId name, std::uint32_t start, std::uint32_t end, TSNode node) {
    const char next = end < text_.size() ? text_[end] : '\0';
    const char after = end + 1 < text_.size() ? text_[end + 1] : '\0';
    const bool is_call = next == '(' || (next == '!' && (after == '(' || after == '[' || after == '{'));
    std::uint32_t path = start;
    const std::uint32_t limit = start > MaxQualifierBytes ? start - MaxQualifierBytes : 0;
    while (path > limit && (is_word_byte(text_[path - 1]) || text_[path - 1] == '.' || text_[path - 1] == ':')) --path;
    const bool is_range = start >= 2 && text_[start - 1] == '.' && text_[start - 2] == '.';
    add_reference(is_call ? ReferenceKind::Call : ReferenceKind::Use, name, is_range ? NoName : qualifier_before(path, start),
                  ts_node_start_point(node));
}

}  // namespace kompress::parse
