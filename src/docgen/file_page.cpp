// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "docgen/pages.hpp"
#include "markdown/doc_text.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::uint32_t RemarkableBranches = 25;
constexpr std::size_t MaxImports = 40;

using Pieces = std::vector<std::unique_ptr<store::DecodedPiece>>;

/// What the facts of this file say about an entry.
struct Told {
    std::string_view signature, doc;
    std::uint32_t start_line = 0, end_line = 0, branches = 0;
    std::uint64_t semantic_hash = 0;
};

/// Renders the entries of a file, page after page.
class FilePages {
  public:
    FilePages(const Site& site, std::size_t at, const Pieces& pieces, std::vector<prose::Definition>* definitions)
        : site_(site), layout_(site.atlas.layout), file_(site.inventory.files[at]), at_(at), entries_(layout_.entries(at)), pieces_(pieces), definitions_(definitions) {}

    std::vector<Page> run() {
        std::vector<Page> pages;
        for (const std::string& page : layout_.pages(at_)) {
            page_ = &page;
            part_ = pages.size();
            out_.clear();
            render();
            pages.push_back({page, std::move(out_)});
        }
        return pages;
    }

  private:
    void render() {
        head();
        const std::size_t before = out_.size();
        out_ += std::string("## ") + DefinitionsTitle + "\n";
        const std::size_t heading = out_.size();
        scopes();
        for (; next_ < entries_.size() && entries_[next_].part == part_; ++next_) entry(entries_[next_]);
        end_table();
        if (out_.size() == heading && layout_.pages(at_).size() == 1) {
            out_.resize(before);
            if (moved_.empty()) out_ += file_.symbols == 0 ? "Nothing is defined here.\n" : "Everything defined here is private to the file.\n";
        }
        moved();
        foot();
    }

    void head() {
        const Module& module = site_.inventory.modules.at(directory_of(file_.path));
        out_ += front_matter(page_title(file_.path, part_ + 1), file_.summary, PageOrder::File) + "# " + code_span(page_title(file_.path, part_ + 1), false) + "\n\n[" + escape_text(site_.inventory.name) + "](" + site_.link(*page_, "index.md") + ") › [" +
                (module.path.empty() ? "root" : escape_text(module.path)) + "](" + site_.link(*page_, module.page) + ") › " +
                escape_text(base_name_of(file_.path)) + "\n\n";
        page_links();
        if (part_ > 0) return;
        const std::string_view doc = pieces_.empty() ? std::string_view{} : pieces_.front()->file.doc;
        if (!doc.empty()) out_ += render_doc(doc) + "\n";
        out_ += std::string(language_name(file_.language)) + ", " + std::to_string(file_.lines) + " lines, " + std::to_string(file_.code_lines) + " of code. [Source](" +
                site_.source_link(*page_, file_.path, 0, 0) + ")\n\n";
        imports();
    }

    void page_links() {
        const auto& pages = layout_.pages(at_);
        if (pages.size() < 2) return;
        out_ += "Pages: ";
        for (std::size_t i = 0; i < pages.size(); ++i)
            out_ += (i ? " " : "") + (i == part_ ? "**" + std::to_string(i + 1) + "**" : "[" + std::to_string(i + 1) + "](" + site_.link(*page_, pages[i]) + ")");
        out_ += "\n\n";
    }

    void imports() {
        std::set<std::string> outside;
        for (const auto& piece : pieces_)
            for (const Import& import : piece->file.imports)
                if (!import.target.empty() && site_.inventory.resolve_import(file_, import.target, import.is_local) == Inventory::npos) outside.insert(std::string(import.target));
        std::string text;
        std::size_t shown = 0;
        const auto add = [&](const std::string& item) {
            if (++shown <= MaxImports) text += (text.empty() ? "" : ", ") + item;
        };
        for (const std::string& path : file_.imports)
            add("[" + escape_text(path) + "](" + site_.link(*page_, site_.inventory.files[site_.inventory.by_path.at(path)].page) + ")");
        for (const std::string& target : outside) add(code_span(target, false));
        if (shown > MaxImports) text += " and " + std::to_string(shown - MaxImports) + " more";
        if (!text.empty()) out_ += "**Imports** " + text + "\n\n";
    }

    /// Namespaces and include guards, which have nothing to say but their names.
    void scopes() {
        std::string scopes, macros;
        for (std::size_t i = next_; i < entries_.size() && entries_[i].part == part_; ++i) {
            if (entries_[i].form != Form::Scope) continue;
            const Definition& definition = site_.atlas.graph[entries_[i].definition];
            std::string& text = definition.kind == SymbolKind::Macro ? macros : scopes;
            text += std::string(text.empty() ? "[" : ", [") + code_span(entries_[i].name, false) + "](" +
                    site_.source_link(*page_, file_.path, definition.start_line, definition.end_line) + ")";
        }
        if (!scopes.empty()) out_ += "\nIn " + scopes + "\n";
        if (!macros.empty()) out_ += "\nEmpty macros: " + macros + "\n";
    }

    Told told(const Entry& entry) const {
        if (entry.declaration != NoNumber) {
            std::size_t at = entry.declaration;
            for (const auto& piece : pieces_) {
                const auto& declarations = piece->file.declarations;
                if (at < declarations.size()) return {declarations[at].signature, declarations[at].doc, declarations[at].line, declarations[at].line, 0, 0};
                at -= declarations.size();
            }
            return {};
        }
        std::size_t at = entry.definition - site_.atlas.graph.first_of(at_);
        for (const auto& piece : pieces_) {
            const auto& symbols = piece->file.symbols;
            if (at < symbols.size()) return {symbols[at].signature, symbols[at].doc, symbols[at].start_line, symbols[at].end_line, symbols[at].branches, symbols[at].semantic_hash};
            at -= symbols.size();
        }
        return {};
    }

    void entry(const Entry& entry) {
        if (entry.form != Form::Row) end_table();
        switch (entry.form) {
            case Form::Heading: heading(entry); return;
            case Form::Row: row(entry); return;
            case Form::Moved: moved_.push_back(&entry); return;
            case Form::Scope: return;
        }
    }

    void heading(const Entry& entry) {
        last_heading_ = &entry;
        const Told told = this->told(entry);
        out_ += std::string(entry.depth == 0 ? "\n### " : "\n#### ") + std::string(symbol_kind_name(entry.kind)) + " " + code_span(entry.name, false) + "\n\n";
        if (!told.signature.empty()) out_ += code_block(told.signature, fence_language()) + "\n";
        // Of a declaration's comment and that of its definition the fuller one.
        const std::string_view doc = entry.doc.size() > told.doc.size() ? entry.doc : told.doc;
        if (!doc.empty()) out_ += render_doc(doc) + "\n";
        out_ += site_.prose_block(*page_, site_.slot(static_cast<std::uint32_t>(&entry - &layout_[0])));
        if (entry.moved_from == NoEntry) tell(entry, told, doc);
        sources(entry, told);
        if (told.branches >= RemarkableBranches) out_ += " · " + std::to_string(told.branches) + " decision points";
        out_ += "\n";
        const std::string lines = site_.atlas.relations.lines(site_, *page_, static_cast<std::uint32_t>(&entry - &layout_[0]));
        if (!lines.empty()) out_ += "\n" + lines;
    }

    void tell(const Entry& entry, const Told& told, std::string_view doc) {
        if (definitions_)
            definitions_->push_back({std::string(entry.name), std::string(entry.slot), entry.kind, told.start_line, told.end_line, std::string(told.signature), std::string(doc), told.semantic_hash});
    }

    void sources(const Entry& entry, const Told& told) {
        const auto link = [&](const std::string& text, const std::string& path, std::uint32_t line, std::uint32_t end) {
            return "[" + text + "](" + site_.source_link(*page_, path, line, end) + ")";
        };
        if (entry.declaration == NoNumber || entry.definition == NoNumber) {
            out_ += link(entry.declaration == NoNumber ? "source" : "declaration", file_.path, told.start_line, told.end_line);
            return;
        }
        const auto defined = [&](Number n) {
            const Definition& definition = site_.atlas.graph[n];
            const std::string& path = site_.inventory.files[definition.file].path;
            return link(escape_text(path), path, definition.start_line, definition.end_line);
        };
        out_ += "defined in " + defined(entry.definition);
        for (const Number other : layout_.alternatives(static_cast<std::uint32_t>(&entry - &layout_[0]))) out_ += ", " + defined(other);
        out_ += " · " + link("declaration", file_.path, told.start_line, told.end_line);
    }

    std::string_view fence_language() const { return file_.language == Language::Tsx ? "tsx" : language_id(file_.language); }

    void row(const Entry& entry) {
        const bool goes_on = !in_table_ && last_heading_ && last_heading_->part != part_;
        if (goes_on && !has_continued_) {
            out_ += "\n#### " + std::string(symbol_kind_name(last_heading_->kind)) + " " + code_span(last_heading_->name, false) + ContinuedSuffix + "\n";
            has_continued_ = true;
        }
        if (!in_table_) out_ += std::string("\n| ") + (entry.kind == SymbolKind::Enumerator ? "Value" : "Member") + " | |\n|---|---|\n";
        in_table_ = true;
        const Told told = this->told(entry);
        const std::string_view name = entry.name.substr(entry.name.size() - std::min(entry.name.size(), short_name_size(entry)));
        const bool says_name = told.signature.find(name) != std::string_view::npos;
        const std::string shown = says_name ? std::string(told.signature) : std::string(name) + (told.signature.empty() ? "" : " ") + std::string(told.signature);
        out_ += "| [" + code_span(shown) + "](" + site_.source_link(*page_, file_.path, told.start_line, told.end_line) + ") | " + first_sentence(told.doc) + " |\n";
    }

    /// Of the name without what encloses it.
    std::size_t short_name_size(const Entry& entry) const {
        const Definition& definition = site_.atlas.graph[entry.definition];
        if (definition.parent == NoNumber) return entry.name.size();
        const std::string_view outer = site_.atlas.graph[definition.parent].name;
        return definition.name.size() > outer.size() + 1 && definition.name.starts_with(outer) ? definition.name.size() - outer.size() - separator_size(definition.name, outer.size())
                                                                                            : entry.name.size();
    }
    static std::size_t separator_size(std::string_view name, std::size_t at) { return name.substr(at, 2) == "::" ? 2 : 1; }

    void end_table() { in_table_ = false; }

    /// What headers declare is documented on their pages.
    void moved() {
        if (moved_.empty()) return;
        out_ += "\n## Declared in headers\n\n";
        for (const Entry* entry : moved_) {
            const Definition& definition = site_.atlas.graph[entry->definition];
            const std::uint32_t there = layout_.entry_of(entry->definition);
            const Told told = this->told(*entry);
            tell(*entry, told, told.doc.empty() ? layout_[there].summary : told.doc);
            out_ += "- " + site_.atlas.relations.mention(site_, *page_, entry->definition) + " in " + escape_text(site_.inventory.files[layout_.file_of(there)].path) + " ([source](" +
                    site_.source_link(*page_, file_.path, definition.start_line, definition.end_line) + "))\n";
        }
        moved_.clear();
    }

    void foot() {
        if (part_ + 1 < layout_.pages(at_).size()) {
            out_ += "\n[Next page](" + site_.link(*page_, layout_.pages(at_)[part_ + 1]) + ")\n";
            has_continued_ = false;
            return;
        }
        const std::uint64_t undocumented = file_.public_symbols - file_.documented;
        if (undocumented > 0)
            out_ += "\n---\n" + std::to_string(undocumented) + " of " + std::to_string(file_.public_symbols) +
                    " definitions carry no comment in the source; with a model configured, kompress would describe them.\n";
    }

    const Site& site_;
    const Layout& layout_;
    const FilePage& file_;
    std::size_t at_;
    std::span<const Entry> entries_;
    const Pieces& pieces_;
    std::vector<prose::Definition>* definitions_;
    std::size_t next_ = 0;  ///< entry
    std::size_t part_ = 0;
    const std::string* page_ = nullptr;
    std::string out_;
    bool in_table_ = false, has_continued_ = false;
    const Entry* last_heading_ = nullptr;
    std::vector<const Entry*> moved_;
};

}  // namespace

std::vector<Page> render_file(const Site& site, std::size_t file, const Pieces& pieces, std::vector<prose::Definition>* definitions) {
    return FilePages(site, file, pieces, definitions).run();
}

}  // namespace kompress::docgen
