// SPDX-License-Identifier: Apache-2.0
#include "docgen/survey.hpp"

#include <set>

#include "base/stage_clock.hpp"
#include "base/try.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {
namespace {

using Pieces = std::vector<std::unique_ptr<store::DecodedPiece>>;

bool is_entry_point(Language language, const ParsedFile& file, const Symbol& symbol) {
    if (symbol.kind != SymbolKind::Function && symbol.kind != SymbolKind::Method) return false;
    if (file.names[symbol.name] != "main" || language == Language::Python || language == Language::JavaScript) return false;
    return symbol.parent < 0 || language == Language::Java;
}

void note_what_stands_alone(const Inventory& inventory, FilePage& file, const Pieces& pieces) {
    if (!pieces.empty()) file.summary = markdown::first_sentence(pieces.front()->file.doc);
    std::set<std::string> imports;
    for (const auto& piece : pieces) {
        for (const Symbol& symbol : piece->file.symbols) file.is_entry_point = file.is_entry_point || is_entry_point(file.language, piece->file, symbol);
        for (const Import& import : piece->file.imports)
            if (const std::size_t found = inventory.resolve_import(file, import.target, import.is_local); found != Inventory::npos) imports.insert(inventory.files[found].path);
    }
    file.imports.assign(imports.begin(), imports.end());
}

Result<std::vector<float>> ranks_of(store::IndexReader& index, const Inventory& inventory) {
    std::vector<float> ranks(inventory.files.size(), 1);
    auto roster = index.roster();
    if (!roster) return ranks;  // an index without edges has none
    for (std::size_t i = 0; i < ranks.size(); ++i)
        if (const std::uint32_t at = (*roster)->find(inventory.files[i].row); at != store::Roster::None) ranks[i] = (*roster)->entries()[at].rank;
    return ranks;
}

}  // namespace

Result<Pieces> pieces_of(store::IndexReader& index, const FilePage& file) {
    Pieces pieces;
    KOMPRESS_TRY_VALUE(content, index.content(file.content));
    for (std::int64_t i = 0; content && i < content->pieces; ++i) {
        KOMPRESS_TRY_VALUE(piece, index.piece(*content, i, store::Columns::All));
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

Result<void> survey(store::IndexReader& index, Inventory& inventory, const DocumentOptions& options, PageNames& names, const Cancellation* cancellation,
                    Atlas& atlas) {
    StageClock clock;
    std::unordered_map<std::int64_t, std::uint32_t> index_of_row;
    for (std::size_t i = 0; i < inventory.files.size(); ++i) index_of_row.emplace(inventory.files[i].row, static_cast<std::uint32_t>(i));
    GraphBuilder builder(std::move(index_of_row));
    for (FilePage& file : inventory.files) {
        if (cancellation && cancellation->is_requested()) return Error{ErrorCode::Cancelled, "stopped before the first page; run kompress doc again"};
        KOMPRESS_TRY_VALUE(pieces, pieces_of(index, file));
        KOMPRESS_TRY_VALUE(edges, index.edges(file.row));
        const Number first = builder.size();
        KOMPRESS_TRY(builder.add(pieces, file.language, file.role == FileRole::Test, edges ? std::string_view(edges->links) : std::string_view{}));
        atlas.layout.add(pieces, file, first, options.all_symbols);
        note_what_stands_alone(inventory, file, pieces);
    }
    clock.end_of("survey files");
    atlas.graph = builder.take();
    clock.end_of("join edges");
    atlas.layout.finish(atlas.graph, inventory, names);
    clock.end_of("lay out pages");
    KOMPRESS_TRY_VALUE(ranks, ranks_of(index, inventory));
    atlas.modules = std::make_unique<const ModuleGraph>(inventory, atlas.graph, atlas.layout, ranks);
    atlas.relations.prepare(std::move(ranks));
    clock.end_of("relate definitions");
    return {};
}

}  // namespace kompress::docgen
