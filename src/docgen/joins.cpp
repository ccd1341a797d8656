// SPDX-License-Identifier: Apache-2.0
#include "docgen/joins.hpp"

#include <algorithm>
#include <tuple>

#include "base/hash.hpp"

namespace kompress::docgen {
namespace {

constexpr std::uint32_t None = 0xffffffffu;
constexpr std::size_t MaxCandidates = 256;  ///< declarations of one name: more say nothing

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// The list between the parentheses that open last at the outermost level: `int (*f(int a))(void)` keeps neither.
std::string_view parameter_list(std::string_view signature, bool& found) {
    std::size_t depth = 0, open = 0;
    for (std::size_t i = 0; i < signature.size(); ++i) {
        if (signature[i] == '(' && depth++ == 0) open = i;
        if (signature[i] == ')' && depth > 0 && --depth == 0) {
            found = true;
            return signature.substr(open + 1, i - open - 1);
        }
    }
    return {};
}

/// One parameter without its name, its default value and spaces.
std::string type_of(std::string_view parameter) {
    std::string text;
    std::size_t words = 0, last_word = std::string::npos;
    for (std::size_t i = 0; i < parameter.size() && parameter[i] != '=';) {
        if (!is_word(parameter[i])) {
            if (parameter[i] != ' ') text += parameter[i], last_word = std::string::npos;
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < parameter.size() && is_word(parameter[end])) ++end;
        ++words, last_word = text.size();
        (text += ' ') += parameter.substr(i, end - i);
        i = end;
    }
    if (words > 1 && last_word != std::string::npos) text.resize(last_word);
    return text;
}

std::string_view base_of(std::string_view path) {
    path = path.substr(path.rfind('/') + 1);
    return path.substr(0, path.find('.'));
}

}  // namespace

bool is_declared_kind(SymbolKind kind) {
    return kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor || kind == SymbolKind::Variable;
}

std::uint64_t parameters_of(std::string_view signature) {
    bool found = false;
    const std::string_view list = parameter_list(signature, found);
    if (!found) return 0;
    std::uint64_t count = 0;
    std::string types;
    std::size_t depth = 0, begin = 0;
    for (std::size_t i = 0; i <= list.size(); ++i) {
        const char c = i < list.size() ? list[i] : ',';
        if (c == '(' || c == '<' || c == '[' || c == '{') ++depth;
        if ((c == ')' || c == '>' || c == ']' || c == '}') && depth > 0) --depth;
        if (c != ',' || (depth > 0 && i < list.size())) continue;
        const std::string type = type_of(list.substr(begin, i - begin));
        begin = i + 1;
        if (type.empty() || (type == " void" && list.size() < 8)) continue;
        ++count;
        (types += type) += ',';
    }
    return (hash64(types) << 8) | (std::min<std::uint64_t>(count, 254) + 1);
}

bool Joiner::is_c_family(std::size_t file) const {
    const Language language = inventory_.files[file].language;
    return language == Language::C || language == Language::Cpp;
}

void Joiner::collect() {
    for (std::size_t file = 0; file < inventory_.files.size(); ++file) {
        if (!is_c_family(file)) continue;
        for (std::uint32_t i = layout_.first_entry_[file]; i < layout_.first_entry_[file + 1]; ++i) {
            const Entry& entry = layout_.entries_[i];
            if (entry.form != Form::Heading || !is_declared_kind(entry.kind)) continue;
            Names& names = names_[hash64(entry.name)];
            (entry.definition == NoNumber ? names.declared : names.defined).push_back(i);
        }
    }
}

/// Breadth first over includes.
void Joiner::look_from(std::uint32_t file) {
    if (from_ == file) return;
    from_ = file;
    for (const std::uint32_t at : reached_) distance_[at] = None;
    distance_[file] = 0;
    reached_.assign(1, file);
    for (std::size_t i = 0; i < reached_.size(); ++i)
        for (const std::uint32_t next : graph_.imports(reached_[i]))
            if (distance_[next] == None) distance_[next] = distance_[reached_[i]] + 1, reached_.push_back(next);
}

std::uint32_t Joiner::declaration_for(std::uint32_t definition, const Names& names) {
    const Entry& entry = layout_.entries_[definition];
    const std::uint32_t file = layout_.file_of(definition);
    look_from(file);
    const bool is_only = names.declared.size() == 1 && names.defined.size() == 1;
    // Same types before same number, near headers before far ones, namesakes of the file before others; a declaration
    // that already has a definition takes another one only as its alternative.
    std::tuple<int, std::uint32_t, bool, bool> best{};
    std::uint32_t found = None;
    std::size_t looked_at = 0, rivals = 0;
    for (const std::uint32_t candidate : names.declared) {
        if (++looked_at > MaxCandidates) break;
        const Entry& declared = layout_.entries_[candidate];
        const std::uint32_t header = layout_.file_of(candidate);
        if (header == file || (distance_[header] == None && !is_only)) continue;
        if ((declared.parameters & 255) != (entry.parameters & 255)) continue;
        const bool is_namesake = base_of(inventory_.files[header].path) == base_of(inventory_.files[file].path);
        const std::tuple<int, std::uint32_t, bool, bool> quality{declared.parameters != entry.parameters, distance_[header], !is_namesake, declared.definition != NoNumber};
        // Overloads whose types are spelled another way here than there are not told apart by their number.
        rivals += found != None && layout_.file_of(found) == header;
        if (found == None || quality < best) best = quality, found = candidate;
    }
    return rivals > 0 && std::get<0>(best) != 0 ? None : found;
}

void Joiner::join(std::uint32_t definition, std::uint32_t declaration) {
    Entry& from = layout_.entries_[definition];
    Entry& to = layout_.entries_[declaration];
    if (to.definition == NoNumber) {
        to.definition = from.definition, to.moved_from = definition;
        to.doc = from.doc, to.bytes += static_cast<std::uint32_t>(from.doc.size());
        if (to.summary.empty()) to.summary = from.summary;
        to.is_documented = to.is_documented || from.is_documented;
    } else {
        layout_.alternatives_[declaration].push_back(from.definition);
    }
    layout_.entry_of_[from.definition] = declaration;
    from.form = Form::Moved;
    from.bytes = 120;
}

void Joiner::run() {
    distance_.assign(inventory_.files.size(), None);
    collect();
    // In the order of the tree, so that the result does not depend on hashes.
    for (std::uint32_t i = 0; i < layout_.entries_.size(); ++i) {
        const Entry& entry = layout_.entries_[i];
        if (entry.form != Form::Heading || entry.definition == NoNumber || !is_declared_kind(entry.kind)) continue;
        if (entry.declaration != NoNumber || !is_c_family(layout_.file_of(i))) continue;
        const auto names = names_.find(hash64(entry.name));
        if (names == names_.end() || names->second.declared.empty()) continue;
        const std::uint32_t declaration = declaration_for(i, names->second);
        if (declaration != None) join(i, declaration);
    }
}

}  // namespace kompress::docgen
