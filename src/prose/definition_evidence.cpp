// SPDX-License-Identifier: Apache-2.0
#include "prose/definition_evidence.hpp"

#include <algorithm>
#include <set>

#include "prose/text.hpp"

namespace kompress::prose {
namespace {

constexpr std::size_t TypeTokens = 700, MaxUses = 2, MaxHeadLines = 12, MaxHeadBytes = 1500, MaxSignatureBytes = 400, MaxUseBytes = 160, MaxDocBytes = 120;

}  // namespace

std::string DefinitionEvidence::name_around(std::size_t file, std::uint32_t line) {
    const SymbolInfo* best = nullptr;
    for (const SymbolInfo& symbol : sources_.outline(repository_.files[file].path)) {
        if (symbol.start_line > line || symbol.end_line < line || !(is_function(symbol.kind) || is_class_like(symbol.kind))) continue;
        if (!best || symbol.end_line - symbol.start_line <= best->end_line - best->start_line) best = &symbol;
    }
    return best ? best->qualified_name : std::string();
}

std::vector<std::string> DefinitionEvidence::signatures_used(const Place& place) {
    std::vector<std::string> callees;
    if (place.file >= repository_.files.size()) return callees;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const bool certain : {true, false}) {
        for (const Edge* edge : edges_.out_of(place.file, place.line, place.end_line)) {
            if (edge->is_certain != certain || edge->kind == ReferenceKind::Import) continue;
            const bool is_own = edge->to_file == place.file && edge->to_line >= place.line && edge->to_line <= place.end_line;
            if (is_own || !seen.emplace(edge->to_file, edge->to_line).second) continue;
            const std::string& path = repository_.files[edge->to_file].path;
            const SymbolInfo* symbol = sources_.definition_at(path, edge->to_line);
            if (!symbol || symbol->kind == SymbolKind::Namespace || symbol->kind == SymbolKind::Module || symbol->kind == SymbolKind::Package) continue;
            const std::string text = symbol->signature.empty() ? symbol->qualified_name : symbol->signature;
            callees.push_back(path + ":" + std::to_string(symbol->line) + " " + cut(text, MaxSignatureBytes));
        }
    }
    return callees;
}

std::string DefinitionEvidence::uses_of(const Place& place) {
    if (place.file >= repository_.files.size()) return {};
    std::string text;
    std::size_t shown = 0;
    std::set<std::uint32_t> files;
    for (const Edge* edge : edges_.into(place.file, place.line, place.end_line)) {
        if (shown >= MaxUses) break;
        if (edge->kind != ReferenceKind::Call || !files.insert(edge->from_file).second) continue;
        const std::string& path = repository_.files[edge->from_file].path;
        const SourceLines* lines = sources_.text(path);
        if (!lines) continue;
        text += (shown++ ? "" : "Used, for example:\n") + path + ":" + std::to_string(edge->line) + " " + cut(trimmed(lines->lines(edge->line, edge->line)), MaxUseBytes) + "\n";
    }
    return text;
}

std::string DefinitionEvidence::type_text(const Place& place, const Definition& definition) {
    const std::vector<SymbolInfo>& outline = sources_.outline(place.path);
    std::string text = (definition.signature.empty() ? definition.name : definition.signature) + "\n";
    std::size_t left_out = 0, used = count(text);
    for (const SymbolInfo& symbol : outline) {
        if (symbol.start_line < place.line || symbol.end_line > place.end_line || (symbol.start_line == place.line && symbol.end_line == place.end_line)) continue;
        // What is within its functions says nothing of the type.
        const bool is_local = symbol.parent >= 0 && is_function(outline[static_cast<std::size_t>(symbol.parent)].kind);
        if (is_local) continue;
        const std::string line = "  " + std::to_string(symbol.line) + ": " + cut(symbol.signature.empty() ? symbol.name : symbol.signature, MaxSignatureBytes) +
                                 (symbol.doc.empty() ? "" : "  // " + cut(first_line(symbol.doc), MaxDocBytes)) + "\n";
        const std::size_t cost = left_out > 0 ? TypeTokens : count(line);
        if (used + cost > TypeTokens) {
            ++left_out;
            continue;
        }
        used += cost;
        text += line;
    }
    if (left_out > 0) text += "  and " + std::to_string(left_out) + " more members\n";
    return text;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> DefinitionEvidence::ranges(const Place& place) {
    const SourceLines* lines = sources_.text(place.path);
    if (!lines || count(lines->lines(place.line, place.end_line)) <= BodyTokens) return {};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    std::uint32_t first = place.line;
    std::size_t size = 0;
    const std::uint32_t last = std::min(place.end_line, lines->count());
    for (std::uint32_t at = place.line; at <= last; ++at) {
        const std::size_t more = count(lines->lines(at, at));
        if (size > 0 && size + more > PartTokens) {
            found.emplace_back(first, at - 1);
            first = at;
            size = 0;
        }
        size += more;
    }
    found.emplace_back(first, last);
    return found;
}

std::string DefinitionEvidence::text(const Ask& ask, const std::vector<std::string>& notes) {
    const Definition& definition = repository_.files[ask.file].definitions[ask.definition];
    const Place place = place_of(repository_, sources_, ask.file, definition);
    std::string text = std::string(symbol_kind_name(definition.kind)) + " " + definition.name + " " + place_text(place.path, place.line, place.end_line) + "\n";
    const SourceLines* lines = sources_.text(place.path);
    if (is_class_like(definition.kind)) text += type_text(place, definition);
    else if (!lines) text += definition.signature + "\n";
    else if (notes.empty()) text += lines->lines(place.line, place.end_line);
    else {
        text += cut(lines->lines(place.line, std::min(place.end_line, place.line + static_cast<std::uint32_t>(MaxHeadLines) - 1)), MaxHeadBytes) + "…\nNotes on its parts:\n";
        for (const std::string& note : notes) text += "- " + note + "\n";
    }
    if (!text.ends_with('\n')) text += '\n';
    return text + uses_of(place);
}

}  // namespace kompress::prose
