// SPDX-License-Identifier: Apache-2.0
/// SCIP, the protobuf of code intelligence (github.com/scip-code/scip): one Index message, written field by field, which
/// its schema provides for. Field numbers below are the schema's.
///
/// A symbol reads `kompress . <repository> . <directory>/<file>/<Type>#<name>().`: the path makes it unique, and what is
/// defined twice under one name (overloads, branches of `#if`) is told apart by `(+1)`, `(+2)`, or shares one symbol where
/// the grammar of descriptors has no room for a number.
#include <chrono>
#include <map>

#include "base/try.hpp"
#include "exports/exports.hpp"
#include "exports/protobuf.hpp"
#include "fs/decode.hpp"
#include "kompress/version.hpp"
#include "markdown/text.hpp"

namespace kompress::exports {
namespace {

/// Strings of a protobuf must be UTF-8; a byte that is not becomes U+FFFD.
std::string utf8(std::string_view text) {
    if (fs::is_utf8(text)) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = std::min<std::size_t>(4, text.size() - at);
        while (length > 0 && !fs::is_utf8(text.substr(at, length))) --length;
        if (length == 0) out += "\xEF\xBF\xBD", ++at;
        else out += text.substr(at, length), at += length;
    }
    return out;
}

std::string identifier(std::string_view name) {
    bool is_simple = !name.empty();
    std::string escaped = "`";
    for (const char c : name) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        is_simple = is_simple && (is_letter || c == '_' || c == '+' || c == '-' || c == '$');
        escaped += c;
        if (c == '`') escaped += c;
    }
    return is_simple ? std::string(name) : escaped + "`";
}

enum class Suffix { Namespace, Type, Term, Method, Macro };

Suffix suffix_of(SymbolKind kind) {
    switch (kind) {
        case SymbolKind::Function: case SymbolKind::Method: case SymbolKind::Constructor: return Suffix::Method;
        case SymbolKind::Class: case SymbolKind::Struct: case SymbolKind::Union: case SymbolKind::Enum: case SymbolKind::Interface:
        case SymbolKind::Trait: case SymbolKind::TypeAlias: case SymbolKind::Annotation: case SymbolKind::Concept: case SymbolKind::Record:
        case SymbolKind::Implementation: return Suffix::Type;
        case SymbolKind::Macro: return Suffix::Macro;
        case SymbolKind::Namespace: case SymbolKind::Module: case SymbolKind::Package: return Suffix::Namespace;
        default: return Suffix::Term;
    }
}

/// SymbolInformation.Kind
std::uint64_t kind_number(SymbolKind kind) {
    switch (kind) {
        case SymbolKind::Function: return 17;
        case SymbolKind::Method: return 26;
        case SymbolKind::Constructor: return 9;
        case SymbolKind::Class: case SymbolKind::Record: return 7;
        case SymbolKind::Struct: return 49;
        case SymbolKind::Union: return 59;
        case SymbolKind::Enum: return 11;
        case SymbolKind::Enumerator: return 12;
        case SymbolKind::Interface: return 21;
        case SymbolKind::Trait: return 53;
        case SymbolKind::TypeAlias: return 55;
        case SymbolKind::Macro: return 25;
        case SymbolKind::Variable: return 61;
        case SymbolKind::Constant: return 8;
        case SymbolKind::Field: return 15;
        case SymbolKind::Property: return 41;
        case SymbolKind::Namespace: return 30;
        case SymbolKind::Module: return 29;
        case SymbolKind::Package: return 35;
        case SymbolKind::Annotation: case SymbolKind::Concept: case SymbolKind::Implementation: return 54;  // Type
        case SymbolKind::Heading: case SymbolKind::Key: case SymbolKind::Target: case SymbolKind::Stage: return 0;  // of formats that are left out
    }
    return 0;
}

/// The names of the schema's enum Language.
std::string_view scip_language(Language language) {
    switch (language) {
        case Language::Cpp: return "CPP";
        case Language::Tsx: return "TypeScriptReact";
        default: return language_name(language);
    }
}

class DocumentWriter {
  public:
    DocumentWriter(const std::string& package, const store::FileRow& file) : file_(file), prefix_("kompress . " + package + " . ") {
        std::string_view path = file.path;
        for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
            prefix_ += identifier(utf8(path.substr(0, slash))) + "/";
            path.remove_prefix(slash + 1);
        }
        prefix_ += identifier(utf8(path)) + "/";
    }

    Message write(const std::vector<SymbolInfo>& symbols) {
        Message document;
        document.text(1, utf8(file_.path));
        std::vector<std::string> descriptors(symbols.size());
        std::map<std::string, unsigned> seen;
        Message information;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            const SymbolInfo& s = symbols[i];
            const std::string scope = s.parent >= 0 ? descriptors[static_cast<std::size_t>(s.parent)] : std::string();
            bool is_new = true;
            descriptors[i] = descriptor(s, scope, seen, is_new);
            if (s.line == 0) continue;
            const std::string symbol = prefix_ + descriptors[i];
            document.message(2, occurrence(s, symbol));
            if (is_new) information.message(3, describe(s, symbol));
        }
        document.text(4, scip_language(file_.language));
        document.number(6, 1);  // columns are bytes from the line's start
        document.append(information);
        return document;
    }

  private:
    static std::string descriptor(const SymbolInfo& s, const std::string& scope, std::map<std::string, unsigned>& seen, bool& is_new) {
        const std::string name = scope + identifier(utf8(s.name.empty() ? "anonymous" : s.name));
        const unsigned repeated = seen[name + static_cast<char>('0' + static_cast<int>(suffix_of(s.kind)))]++;
        is_new = repeated == 0;
        switch (suffix_of(s.kind)) {
            case Suffix::Namespace: return name + "/";
            case Suffix::Type: return name + "#";
            case Suffix::Macro: return name + "!";
            case Suffix::Term: return name + ".";
            case Suffix::Method: break;
        }
        is_new = true;
        return name + "(" + (repeated ? "+" + std::to_string(repeated) : "") + ").";
    }

    static Message occurrence(const SymbolInfo& s, const std::string& symbol) {
        const std::uint32_t line = s.line - 1;
        // Names that span lines (none do in practice) end where they begin.
        const auto width = static_cast<std::uint32_t>(s.name.find('\n') == std::string::npos ? s.name.size() : 0);
        Message message;
        message.packed(1, {line, s.column, s.column + width});
        message.text(2, symbol);
        message.number(3, 1);  // Definition
        if (s.start_line >= 1 && s.end_line >= s.line && s.start_line <= s.line) message.packed(7, {s.start_line - 1, 0, s.end_line, 0});
        return message;
    }

    Message describe(const SymbolInfo& s, const std::string& symbol) const {
        Message message;
        message.text(1, symbol);
        message.text(3, utf8(s.doc));
        message.number(5, kind_number(s.kind));
        message.text(6, utf8(s.name));
        if (!s.signature.empty()) {
            Message signature;
            signature.text(4, scip_language(s.language));
            signature.text(5, utf8(s.signature));
            message.message(7, signature);
        }
        return message;
    }

    const store::FileRow& file_;
    std::string prefix_;
};

Message metadata(const Source& source) {
    Message tool, message;
    tool.text(1, "kompress");
    tool.text(2, version());
    message.message(2, tool);
    message.text(3, "file://" + markdown::link_target(source.root));
    message.number(4, 1);  // UTF-8
    Message index;
    index.message(1, message);
    return index;
}

}  // namespace

Result<ExportReport> write_scip(const Source& source, const ExportSink& sink) {
    const auto start = std::chrono::steady_clock::now();
    ExportReport report;
    const std::string name = source.root.substr(source.root.rfind('/') + 1);
    std::string package;
    for (const char c : utf8(name.empty() ? "." : name)) package += c == ' ' ? std::string("  ") : std::string(1, c);
    const auto pass_on = [&](const std::string& bytes) -> Result<void> {
        report.bytes += bytes.size();
        return sink(bytes) ? Result<void>{} : sink_closed();
    };
    KOMPRESS_TRY(pass_on(metadata(source).bytes()));
    KOMPRESS_TRY(each_file(source, [&](const store::FileRow& row, std::vector<SymbolInfo>& symbols) -> Result<void> {
        if (is_structure(row.language)) return {};  // readers of SCIP look for code, and its kinds know no headings or keys
        ++report.files;
        report.symbols += symbols.size();
        Message index;
        index.message(2, DocumentWriter(package, row).write(symbols));
        return pass_on(index.bytes());
    }));
    report.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace kompress::exports
