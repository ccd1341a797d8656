// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "docgen/pages.hpp"
#include "markdown/doc_text.hpp"
#include "markdown/text.hpp"
#include "prose/model_text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxPageBytes = 480 * 1024;
constexpr std::uint32_t RemarkableBranches = 25;

bool is_small(SymbolKind kind) {
    return kind == SymbolKind::Field || kind == SymbolKind::Enumerator || kind == SymbolKind::Variable || kind == SymbolKind::Constant ||
           kind == SymbolKind::Property;
}

bool is_callable_or_variable(SymbolKind kind) {
    return kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor || kind == SymbolKind::Variable;
}

bool is_header(const FilePage& file) {
    const std::string extension = std::filesystem::path(file.path).extension().string();
    return (file.language == Language::C || file.language == Language::Cpp) && extension.starts_with(".h");
}

bool is_entry_point(Language language, const ParsedFile& file, const Symbol& symbol) {
    if (symbol.kind != SymbolKind::Function && symbol.kind != SymbolKind::Method) return false;
    if (file.names[symbol.name] != "main" || language == Language::Python || language == Language::JavaScript) return false;
    return symbol.parent < 0 || language == Language::Java;
}

/// Renders the definitions of one piece.
class FilePageText {
  public:
    FilePageText(const Site& site, FilePage& file, Anchors& anchors, std::string& out) : site_(site), file_(file), anchors_(anchors), out_(out) {}

    void add(const ParsedFile& piece) {
        piece_ = &piece;
        children_.assign(piece.symbols.size(), {});
        for (std::size_t i = 0; i < piece.symbols.size(); ++i)
            if (piece.symbols[i].parent >= 0) children_[static_cast<std::size_t>(piece.symbols[i].parent)].push_back(i);
        collect_declarations();
        for (std::size_t i = 0; i < piece.symbols.size(); ++i)
            if (piece.symbols[i].parent < 0) definition(i, 0, "");
        declarations(-1, 0, "");
    }
    std::uint64_t left_out() const { return left_out_; }

  private:
    /// What a header declares is what its readers came for, wherever it is defined.
    void collect_declarations() {
        declared_.clear();
        if (!is_header(file_)) return;
        std::set<std::pair<std::int32_t, std::string_view>> defined;
        for (const Symbol& symbol : piece_->symbols) defined.emplace(symbol.parent, name(symbol));
        for (const Declaration& d : piece_->declarations)
            if (is_callable_or_variable(d.kind) && (d.exported || site_.options.all_symbols) && !defined.contains({d.parent, piece_->names[d.name]}))
                declared_[d.parent].push_back(&d);
    }

    void declarations(std::int32_t parent, int depth, const std::string& outer) {
        const auto found = declared_.find(parent);
        if (found == declared_.end()) return;
        for (const Declaration* d : found->second) {
            ++file_.public_symbols;
            file_.documented += !d->doc.empty();
            if (out_.size() > MaxPageBytes) ++left_out_;
            else heading_and_text({d->kind, d->signature, d->doc, d->line, d->line, 0, 0}, outer + std::string(piece_->names[d->name]), depth);
        }
    }

    std::string_view name(const Symbol& symbol) const { return piece_->names[symbol.name]; }
    bool is_shown(const Symbol& symbol) const { return symbol.exported || site_.options.all_symbols; }

    void definition(std::size_t index, int depth, const std::string& outer) {
        const Symbol& symbol = piece_->symbols[index];
        if (is_entry_point(file_.language, *piece_, symbol)) file_.is_entry_point = true;
        if (!is_shown(symbol)) return;
        ++file_.public_symbols;
        file_.documented += !symbol.doc.empty();
        std::string full = outer + std::string(name(symbol));
        if (symbol.qualifier != NoName) full = outer + std::string(piece_->names[symbol.qualifier]) + std::string(separator()) + std::string(name(symbol));
        const bool is_scope_only = symbol.kind == SymbolKind::Namespace || symbol.kind == SymbolKind::Module || symbol.kind == SymbolKind::Package;
        if (out_.size() > MaxPageBytes) ++left_out_;
        else if (!is_scope_only || !symbol.doc.empty()) heading_and_text({symbol.kind, symbol.signature, symbol.doc, symbol.start_line, symbol.end_line, symbol.branches, symbol.semantic_hash}, full, depth);
        members(index, depth, full + std::string(separator()), is_scope_only);
    }

    std::string_view separator() const { return file_.language == Language::C || file_.language == Language::Cpp || file_.language == Language::Rust ? "::" : "."; }

    struct Entry {
        SymbolKind kind;
        std::string_view signature, doc;
        std::uint32_t start_line, end_line, branches;
        std::uint64_t semantic_hash;
    };

    void heading_and_text(const Entry& symbol, const std::string& full, int depth) {
        const std::string title = std::string(symbol_kind_name(symbol.kind)) + " " + full;
        const std::string anchor = anchors_.add(title);
        const std::string slot = prose::symbol_slot(file_.path, anchor);
        const auto written = symbol.doc.empty() ? site_.prose.find(slot) : site_.prose.end();
        if (depth == 0 && file_.mentions.size() < MaxMentions)
            file_.mentions.push_back({full, anchor, written == site_.prose.end() ? first_sentence(symbol.doc) : escape_text(prose::plain_summary(written->second.markdown)), symbol.kind});
        if (site_.collects_definitions)
            file_.definitions.push_back({full, anchor, symbol.kind, symbol.start_line, symbol.end_line, std::string(symbol.signature), std::string(symbol.doc), symbol.semantic_hash});
        out_ += std::string(depth == 0 ? "\n### " : "\n#### ") + std::string(symbol_kind_name(symbol.kind)) + " " + code_span(full) + "\n\n";
        if (!symbol.signature.empty()) out_ += code_block(symbol.signature, fence_language()) + "\n";
        if (!symbol.doc.empty()) out_ += render_doc(symbol.doc) + "\n";
        else out_ += site_.prose_block(file_.page, slot);
        out_ += "[source](" + site_.source_link(file_.page, file_.path, symbol.start_line, symbol.end_line) + ")";
        if (symbol.branches >= RemarkableBranches) out_ += " · " + std::to_string(symbol.branches) + " decision points";
        out_ += "\n";
    }

    std::string_view fence_language() const {
        return file_.language == Language::Tsx ? "tsx" : language_id(file_.language);
    }

    void members(std::size_t index, int depth, const std::string& outer, bool is_scope_only) {
        std::string rows;
        std::vector<std::size_t> larger;
        for (const std::size_t child : children_[index]) {
            const Symbol& symbol = piece_->symbols[child];
            if (!is_shown(symbol)) continue;
            if (!is_small(symbol.kind) || is_scope_only) {
                larger.push_back(child);
                continue;
            }
            ++file_.public_symbols;
            file_.documented += !symbol.doc.empty();
            rows += "| " + code_span(symbol.signature.empty() ? name(symbol) : symbol.signature) + " | " + first_sentence(symbol.doc) + " |\n";
        }
        if (!rows.empty() && out_.size() <= MaxPageBytes) {
            const SymbolKind kind = piece_->symbols[index].kind;
            out_ += std::string("\n| ") + (kind == SymbolKind::Enum ? "Value" : "Member") + " | |\n|---|---|\n" + rows;
        }
        const int below = is_scope_only ? depth : depth + 1;
        for (const std::size_t child : larger) definition(child, below, outer);
        declarations(static_cast<std::int32_t>(index), below, outer);
    }

    const Site& site_;
    FilePage& file_;
    Anchors& anchors_;
    std::string& out_;
    const ParsedFile* piece_ = nullptr;
    std::vector<std::vector<std::size_t>> children_;
    std::map<std::int32_t, std::vector<const Declaration*>> declared_;  ///< by enclosing symbol
    std::uint64_t left_out_ = 0;
};

std::string imports_line(const Site& site, FilePage& file, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces) {
    std::set<std::string> inside, outside;
    for (const auto& piece : pieces) {
        for (const Import& import : piece->file.imports) {
            const std::size_t found = site.inventory.resolve_import(file, import.target, import.is_local);
            if (found != Inventory::npos) inside.insert(site.inventory.files[found].path);
            else if (!import.target.empty()) outside.insert(std::string(import.target));
        }
    }
    file.imports.assign(inside.begin(), inside.end());
    std::string text;
    const auto add = [&](const std::string& item) { text += (text.empty() ? "" : ", ") + item; };
    for (const std::string& path : inside) add("[" + escape_text(path) + "](" + site.link(file.page, site.inventory.files[site.inventory.by_path.at(path)].page) + ")");
    std::size_t shown = 0;
    for (const std::string& target : outside) {
        if (++shown > 40) break;
        add(code_span(target));
    }
    if (shown > 40) add("and " + std::to_string(outside.size() - 40) + " more");
    return text.empty() ? "" : "**Imports** " + text + "\n\n";
}

}  // namespace

std::string render_file(const Site& site, FilePage& file, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces) {
    const Module& module = site.inventory.modules.at(directory_of(file.path));
    const std::string_view doc = pieces.empty() ? std::string_view{} : pieces.front()->file.doc;
    file.summary = first_sentence(doc);
    file.mentions.clear();
    file.definitions.clear();
    file.public_symbols = file.documented = 0;
    Anchors anchors;
    anchors.add(file.path);
    std::string out = "# " + code_span(file.path) + "\n\n[" + escape_text(site.inventory.name) + "](" + site.link(file.page, "index.md") + ") › [" +
                      (module.path.empty() ? "root" : escape_text(module.path)) + "](" + site.link(file.page, module.page) + ") › " +
                      escape_text(base_name_of(file.path)) + "\n\n";
    if (!doc.empty()) out += render_doc(doc) + "\n";
    out += std::string(language_name(file.language)) + ", " + std::to_string(file.lines) + " lines, " + std::to_string(file.code_lines) + " of code. [Source](" +
           site.source_link(file.page, file.path, 0, 0) + ")\n\n";
    out += imports_line(site, file, pieces);
    const std::size_t before = out.size();
    anchors.add("Definitions");
    out += "## Definitions\n";
    FilePageText text(site, file, anchors, out);
    const std::size_t heading = out.size();
    for (const auto& piece : pieces) text.add(piece->file);
    if (out.size() == heading) {
        out.resize(before);
        out += file.symbols == 0 ? "Nothing is defined here.\n" : "Everything defined here is private to the file.\n";
    }
    if (text.left_out() > 0)
        out += "\n" + std::to_string(text.left_out()) + " further definitions are left out to keep this page readable; `kompress outline " + file.path + "` lists all.\n";
    const std::uint64_t undocumented = file.public_symbols - file.documented;
    if (undocumented > 0)
        out += "\n---\n" + std::to_string(undocumented) + " of " + std::to_string(file.public_symbols) +
               " definitions carry no comment in the source; with a model configured, kompress would describe them.\n";
    return out;
}

}  // namespace kompress::docgen
