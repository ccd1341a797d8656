// SPDX-License-Identifier: Apache-2.0
#include "support/dump_facts.hpp"

#include <sstream>

namespace kompress::test {
namespace {

std::string name(const ParsedFile& file, NameId id) { return id == NoName ? "" : std::string(file.names[id]); }

/// Documentation on one line.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) line += c == '\n' ? std::string("\\n") : std::string(1, c);
    return line;
}

std::string path_to(const ParsedFile& file, std::int32_t symbol) {
    if (symbol < 0) return "";
    const Symbol& s = file.symbols[static_cast<std::size_t>(symbol)];
    const std::string qualifier = s.qualifier == NoName ? "" : name(file, s.qualifier) + ".";
    return (s.parent >= 0 ? path_to(file, s.parent) + "." : "") + qualifier + name(file, s.name);
}

void dump_symbols(std::ostream& out, const ParsedFile& file) {
    for (std::size_t i = 0; i < file.symbols.size(); ++i) {
        const Symbol& s = file.symbols[i];
        out << symbol_kind_name(s.kind) << ' ' << path_to(file, static_cast<std::int32_t>(i)) << " @" << s.name_line << ':'
            << s.name_column << " lines " << s.start_line << '-' << s.end_line << (s.exported ? " exported" : "");
        if (s.branches) out << " branches " << s.branches;
        if (s.nesting) out << " nesting " << s.nesting;
        if (s.parameters) out << " parameters " << s.parameters;
        if (s.type != NoName) out << " type " << name(file, s.type);
        out << "\n    " << s.signature << '\n';
        if (!s.doc.empty()) out << "    doc: " << one_line(s.doc) << '\n';
    }
}

}  // namespace

std::string dump_facts(const ParsedFile& file) {
    std::ostringstream out;
    const FileMetrics& m = file.metrics;
    out << "file: lines " << m.lines << " code " << m.code_lines << " comment " << m.comment_lines << " branches "
        << m.branches << " errors " << m.parse_errors << '\n';
    if (!file.trouble.empty()) out << "trouble: " << file.trouble << '\n';
    if (!file.doc.empty()) out << "doc: " << one_line(file.doc) << '\n';
    out << "\n# symbols\n";
    dump_symbols(out, file);
    out << "\n# declarations\n";
    for (const Declaration& d : file.declarations) {
        out << symbol_kind_name(d.kind) << ' ' << name(file, d.name) << " @" << d.line << "\n    " << d.signature << '\n';
        if (!d.doc.empty()) out << "    doc: " << one_line(d.doc) << '\n';
    }
    out << "\n# imports\n";
    for (const Import& i : file.imports) {
        out << '@' << i.line << ' ' << i.target << (i.name.empty() ? "" : " name " + std::string(i.name))
            << (i.alias.empty() ? "" : " as " + std::string(i.alias)) << (i.is_local ? " local" : "") << '\n';
    }
    out << "\n# references\n";
    for (const Reference& r : file.references) {
        out << '@' << r.line << ':' << r.column << ' ' << reference_kind_name(r.kind) << ' '
            << (r.qualifier == NoName ? "" : "[" + name(file, r.qualifier) + "] ") << name(file, r.name)
            << (r.arguments ? "(" + std::to_string(r.arguments - 1) + ")" : "") << (r.is_local ? " (local)" : "") << (r.symbol < 0 ? "" : " in " + path_to(file, r.symbol)) << '\n';
    }
    if (!file.bindings.empty()) out << "\n# bindings\n";
    for (const Binding& b : file.bindings)
        out << name(file, b.name) << ' ' << name(file, b.type) << (b.symbol < 0 ? "" : " in " + path_to(file, b.symbol)) << '\n';
    return out.str();
}

std::string dump_all_facts(const ParsedFile& file) {
    std::ostringstream out;
    out << language_name(file.language) << " piece " << file.piece << '\n' << dump_facts(file);
    for (std::size_t i = 0; i < file.names.size(); ++i) out << file.names[i] << ' ' << file.name_hashes[i] << '\n';
    for (const Symbol& s : file.symbols)
        out << s.name << ' ' << s.qualifier << ' ' << s.type << ' ' << s.parent << ' ' << s.start_byte << ' ' << s.end_byte << ' ' << s.name_byte
            << ' ' << s.semantic_hash << '\n';
    for (const Reference& r : file.references) out << r.name << ' ' << r.qualifier << ' ' << r.symbol << '\n';
    return out.str();
}

}  // namespace kompress::test
