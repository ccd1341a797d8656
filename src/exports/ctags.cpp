// SPDX-License-Identifier: Apache-2.0
/// A tags file, format 2, as universal-ctags documents it in tags(5):
///
///     name TAB file TAB line;" TAB kind:<word> TAB line:<n> TAB language:<name> [TAB <scope kind>:<scope>] [TAB end:<n>] …
///
/// Addresses are line numbers: they need no look at the sources. In names and fields backslash, tab, carriage return and
/// line feed are written \\, \t, \r, \n, and other control characters \xHH (mode "u-ctags" of output).
#include <chrono>

#include "base/try.hpp"
#include "exports/exports.hpp"
#include "exports/line_sorter.hpp"
#include "kompress/version.hpp"

namespace kompress::exports {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        constexpr char Digits[] = "0123456789ABCDEF";
        if (c == '\\') out += "\\\\";
        else if (c == '\t') out += "\\t";
        else if (c == '\n') out += "\\n";
        else if (c == '\r') out += "\\r";
        else if (byte < 0x20 || byte == 0x7f) (((out += "\\x") += Digits[byte >> 4]) += Digits[byte & 15]);
        else out += c;
    }
    return out;
}

/// A tag's name may not look like a pseudo tag.
std::string tag_name(std::string_view name) {
    std::string text = escaped(name);
    if (!text.empty() && (text[0] == '!' || text[0] == ' ')) text.replace(0, 1, text[0] == '!' ? "\\x21" : "\\x20");
    return text;
}

/// The names that universal-ctags gives to kinds, so that editors know them.
std::string_view kind_word(SymbolKind kind) {
    switch (kind) {
        case SymbolKind::Field: return "member";
        case SymbolKind::TypeAlias: return "typedef";
        case SymbolKind::Implementation: return "implementation";
        default: return symbol_kind_name(kind);
    }
}

std::string_view ctags_language(Language language) {
    switch (language) {
        case Language::Tsx: return "TypeScript";
        default: return language_name(language);
    }
}

std::string tag_line(const SymbolInfo& symbol, const SymbolInfo* parent, const std::string& file) {
    std::string line = tag_name(symbol.name);
    line += '\t';
    line += file;
    line += '\t' + std::to_string(symbol.line) + ";\"\tkind:";
    line += kind_word(symbol.kind);
    line += "\tline:" + std::to_string(symbol.line) + "\tlanguage:";
    line += ctags_language(symbol.language);
    if (parent) ((line += '\t') += kind_word(parent->kind)) += ":" + escaped(parent->qualified_name);
    if (!symbol.exported) line += "\tfile:";
    if (!symbol.signature.empty()) line += "\tsignature:" + escaped(symbol.signature);
    line += "\tend:" + std::to_string(symbol.end_line);
    return line;
}

std::string pseudo_tags() {
    return "!_TAG_FILE_ENCODING\tutf-8\t//\n"
           "!_TAG_FILE_FORMAT\t2\t/extended format; --format=1 will not append ;\" to lines/\n"
           "!_TAG_FILE_SORTED\t1\t/0=unsorted, 1=sorted, 2=foldcase/\n"
           "!_TAG_OUTPUT_EXCMD\tnumber\t/number, pattern, mixed, or combineV2/\n"
           "!_TAG_OUTPUT_FILESEP\tslash\t/slash or backslash/\n"
           "!_TAG_OUTPUT_MODE\tu-ctags\t/u-ctags or e-ctags/\n"
           "!_TAG_PROGRAM_NAME\tkompress\t//\n"
           "!_TAG_PROGRAM_VERSION\t" + std::string(version()) + "\t//\n";
}

}  // namespace

Result<ExportReport> write_ctags(const Source& source, const ExportSink& sink) {
    const auto start = std::chrono::steady_clock::now();
    ExportReport report;
    LineSorter sorter(source.state_dir);
    const auto add_file = [&](const store::FileRow& row, const std::vector<SymbolInfo>& symbols) -> Result<void> {
        ++report.files;
        const std::string file = escaped(row.path);
        for (const SymbolInfo& symbol : symbols) {
            if (symbol.name.empty()) continue;
            const SymbolInfo* parent = symbol.parent >= 0 ? &symbols[static_cast<std::size_t>(symbol.parent)] : nullptr;
            KOMPRESS_TRY(sorter.add(tag_line(symbol, parent, file)));
            ++report.symbols;
        }
        return {};
    };
    KOMPRESS_TRY(each_file(source, add_file));
    std::string out = pseudo_tags();
    const auto flush = [&] {
        report.bytes += out.size();
        const bool is_open = sink(out);
        out.clear();
        return is_open;
    };
    constexpr std::size_t BlockBytes = 256 * 1024;
    KOMPRESS_TRY_VALUE(is_complete, sorter.drain([&](std::string_view line) {
        (out += line) += '\n';
        return out.size() < BlockBytes || flush();
    }));
    if (!is_complete || !flush()) return sink_closed();
    report.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace kompress::exports
