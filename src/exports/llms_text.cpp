// SPDX-License-Identifier: Apache-2.0
/// llms.txt (llmstxt.org): a title, a summary in a quotation, then sections of links with a note each; what stands under
/// "Optional" may be left out by a reader who is short of room.
///
/// Large repositories have thousands of directories: the ones with most public definitions are listed, the rest counted.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/try.hpp"
#include "exports/exports.hpp"
#include "markdown/text.hpp"

namespace kompress::exports {
namespace {

constexpr std::size_t MaxModules = 200, MaxDocuments = 60, ReadmeBytes = 64 * 1024;

struct Module {
    std::uint64_t files = 0, exported = 0;
    std::set<std::string_view> languages;
    FileRole role = FileRole::Source;
    std::vector<std::string> names;  // of its first public types and functions
};

struct Readme {
    std::string title, summary;
};

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    return line;
}

/// The first heading, and the first paragraph that is prose.
Readme read_readme(std::string_view text) {
    Readme readme;
    bool in_code = false;
    std::string paragraph;
    while (!text.empty() || !paragraph.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with("```")) in_code = !in_code;
        const bool is_rule = !line.empty() && line.find_first_not_of("=-~*#") == std::string_view::npos;
        if (is_rule && readme.title.empty() && !paragraph.empty()) {
            readme.title = paragraph;
            paragraph.clear();
            continue;
        }
        const bool is_prose = !in_code && !line.empty() && !is_rule && std::string_view("#<[!|>`=-").find(line[0]) == std::string_view::npos && !line.starts_with("..");
        if (line.starts_with("# ") && readme.title.empty() && !in_code) readme.title = trimmed(line.substr(2));
        if (is_prose) {
            (paragraph += paragraph.empty() ? "" : " ") += line;
            if (!text.empty()) continue;
        }
        if (paragraph.empty()) continue;
        readme.summary = paragraph;
        if (readme.summary != readme.title) break;
        paragraph.clear();
    }
    return readme;
}

std::string base_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

bool is_readme(std::string_view path) {
    return path == "README.md" || path == "README" || path == "README.rst" || path == "README.txt" || path == "readme.md" || path == "Readme.md";
}

bool is_document(std::string_view path) {
    const bool is_prose = path.ends_with(".md") || path.ends_with(".rst") || path.ends_with(".txt");
    const auto slashes = std::count(path.begin(), path.end(), '/');
    if (slashes == 0) return path.ends_with(".md") || is_readme(path);
    return is_prose && slashes <= 2 && (path.starts_with("doc/") || path.starts_with("docs/") || path.starts_with("Documentation/"));
}

std::string link(const std::string& path) { return "- [" + markdown::escape_text(path) + "](" + markdown::link_target(path) + ")"; }

std::string module_line(const std::string& path, const Module& module) {
    std::string line = path.empty() ? "- [(root)](.)" : link(path);
    line += ": " + std::to_string(module.files) + (module.files == 1 ? " file" : " files") + " of ";
    bool is_first = true;
    for (const std::string_view language : module.languages) {
        line += (is_first ? "" : ", ") + std::string(language);
        is_first = false;
    }
    line += "; " + std::to_string(module.exported) + " public definitions";
    is_first = true;
    for (const std::string& name : module.names) {
        line += (is_first ? ": " : ", ") + markdown::code_span(name);
        is_first = false;
    }
    return line + "\n";
}

class Text {
  public:
    explicit Text(const Source& source) : source_(source) {}

    Result<ExportReport> write(const ExportSink& sink) {
        const auto start = std::chrono::steady_clock::now();
        ExportReport report;
        KOMPRESS_TRY(each_file(source_, [&](const store::FileRow& row, std::vector<SymbolInfo>& symbols) -> Result<void> {
            ++report.files;
            report.symbols += symbols.size();
            count(row, symbols);
            return {};
        }));
        KOMPRESS_TRY(find_documents());
        const std::string text = render();
        report.bytes = text.size();
        if (!sink(text)) return sink_closed();
        report.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        return report;
    }

  private:
    void count(const store::FileRow& row, const std::vector<SymbolInfo>& symbols) {
        const auto slash = row.path.rfind('/');
        Module& module = modules_[slash == std::string::npos ? "" : row.path.substr(0, slash)];
        if (module.files++ == 0) module.role = row.role;
        module.role = std::min(module.role, row.role);
        module.languages.insert(language_name(row.language));
        for (const SymbolInfo& s : symbols) {
            if (!s.exported) continue;
            ++module.exported;
            const bool is_telling = s.parent < 0 && s.kind != SymbolKind::Macro && s.kind != SymbolKind::Variable && s.kind != SymbolKind::Namespace;
            constexpr std::size_t Enough = 6;
            if (is_telling && module.names.size() < Enough && std::find(module.names.begin(), module.names.end(), s.name) == module.names.end())
                module.names.push_back(s.name);
        }
    }

    Result<void> find_documents() {
        return source_.index.each_file([&](store::FileRow&& row) {
            if (is_document(row.path)) documents_.push_back(row.path);
            return true;
        });
    }

    std::string render() {
        std::sort(documents_.begin(), documents_.end());
        Readme readme;
        for (const std::string& path : documents_)
            if (is_readme(path) && readme.title.empty())
                if (auto file = source_.files.read(path, ReadmeBytes)) readme = read_readme((*file)->bytes());
        std::string out = "# " + markdown::escape_text(readme.title.empty() ? base_name(source_.root) : readme.title) + "\n\n";
        if (!readme.summary.empty()) out += "> " + markdown::first_sentence(readme.summary) + "\n\n";
        if (!documents_.empty()) out += "## Documentation\n\n";
        for (std::size_t i = 0; i < std::min(documents_.size(), MaxDocuments); ++i) out += link(documents_[i]) + "\n";
        if (!documents_.empty()) out += "\n";
        return out + render_modules();
    }

    std::string render_modules() {
        using Entry = std::map<std::string, Module>::const_iterator;
        std::vector<Entry> entries;
        for (auto it = modules_.begin(); it != modules_.end(); ++it) entries.push_back(it);
        const auto weight = [](Entry e) { return std::tuple(e->second.role != FileRole::Source, ~e->second.exported); };
        std::stable_sort(entries.begin(), entries.end(), [&](Entry a, Entry b) { return weight(a) < weight(b); });
        const std::size_t left_out = entries.size() > MaxModules ? entries.size() - MaxModules : 0;
        entries.resize(entries.size() - left_out);
        std::sort(entries.begin(), entries.end(), [](Entry a, Entry b) { return a->first < b->first; });
        std::string source, optional;
        for (const Entry& entry : entries) (entry->second.role == FileRole::Source ? source : optional) += module_line(entry->first, entry->second);
        std::string out;
        if (!source.empty()) out += "## Modules\n\n" + source + "\n";
        if (left_out) out += "Further directories with code: " + std::to_string(left_out) + ".\n\n";
        if (!optional.empty()) out += "## Optional\n\n" + optional;
        return out;
    }

    const Source& source_;
    std::map<std::string, Module> modules_;
    std::vector<std::string> documents_;
};

}  // namespace

Result<ExportReport> write_llms_text(const Source& source, const ExportSink& sink) { return Text(source).write(sink); }

}  // namespace kompress::exports
