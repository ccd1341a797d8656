// SPDX-License-Identifier: Apache-2.0
#include "parse/parser.hpp"

#include <tree_sitter/api.h>

#include <algorithm>

#include "base/text_arena.hpp"
#include "parse/comment_gaps.hpp"
#include "parse/compiled_table.hpp"
#include "parse/directive_reader.hpp"
#include "parse/extractor.hpp"
#include "parse/split.hpp"
#include "parse/structure/structure_builder.hpp"
#include "parse/tree_arena.hpp"

namespace kompress::parse {
namespace {

constexpr std::size_t ChunkBytes = std::size_t{16} << 10;

/// tree-sitter asks every 100 operations, reads a chunk at a time and allocates what it makes; counting bounds the
/// work, not the time, so the same bytes give the same facts on every machine. Each alone has a blind spot: an operation
/// may lex to the end of the text for an end that is not there, or copy all the children of a growing error.
struct WorkBudget {
    const TreeArena& arena;
    std::uint64_t question_limit, chunk_limit, byte_limit;
    std::uint64_t questions = 0, chunks = 0;

    /// Of 7,000 files of C, C++ and Python none used an eighth of any of these.
    WorkBudget(const TreeArena& tree_arena, std::uint64_t size)
        : arena(tree_arena),
          question_limit(20'000 + size / 16),
          chunk_limit(2'000 + 16 * size / ChunkBytes),
          byte_limit((128u << 20) + 200 * size) {}
    bool is_spent() const { return questions > question_limit || chunks > chunk_limit || arena.allocated_bytes() > byte_limit; }
    static bool ask(TSParseState* state) {
        auto* budget = static_cast<WorkBudget*>(state->payload);
        ++budget->questions;
        return budget->is_spent();
    }
};

constexpr std::size_t MaxTextBytes = std::size_t{1} << 31;
/// One definition of this size (a table of data, mostly) still parses within the memory of a worker.
constexpr std::size_t MaxPieceBytes = std::size_t{8} << 20;

struct Input {
    std::string_view text;
    WorkBudget& budget;

    /// Once the budget is spent the text ends, wherever that is: the lexer itself cannot be stopped.
    static const char* read(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* size) {
        const Input& input = *static_cast<Input*>(payload);
        const bool is_end = byte >= input.text.size() || ++input.budget.chunks > input.budget.chunk_limit;
        *size = is_end ? 0 : static_cast<std::uint32_t>(std::min(input.text.size() - byte, ChunkBytes));
        return is_end ? "" : input.text.data() + byte;
    }
};

TSTree* parse_tree(TSParser* parser, std::string_view text, WorkBudget& budget) {
    Input input{text, budget};
    TSInput ts_input{&input, Input::read, TSInputEncodingUTF8, nullptr};
    TSParseOptions options{&budget, WorkBudget::ask};
    TSTree* tree = ts_parser_parse_with_options(parser, nullptr, ts_input, options);
    if (!budget.is_spent()) return tree;
    // The tree, if there is one, is of a text that ended too soon. Of a parse that was stopped the scanner is still
    // there, and some scanners allocate behind the arena's back.
    ts_parser_reset(parser);
    return nullptr;
}

}  // namespace

struct Parser::State {
    TreeArena tree_arena;
    TextArena text_arena;
    Extractor extractor;
    DirectiveReader directives{extractor};
    bool reads_directives = true;
    std::uint64_t pieces_without_tree = 0;
    ParsedFile file;
    std::string masked;
    CommentGaps gaps;

    StructureBuilder builder;

    void begin(Language language, std::uint32_t piece);
    void scan(const LanguageSpec& spec, std::string_view text);
    void parse_piece(const CompiledTable& table, std::string_view text, PieceOrigin origin);
};

Parser::Parser(Directives directives) : state_(std::make_unique<State>()) { state_->reads_directives = directives == Directives::Read; }
Parser::~Parser() = default;

void Parser::parse(Language language, std::string_view text, const Sink& sink) {
    const LanguageSpec* spec = language_spec(language);
    if (spec && spec->scan) {
        state_->scan(*spec, text.substr(0, MaxTextBytes));
        return sink(state_->file);
    }
    const CompiledTable* table = compiled_table(language);
    if (!table) return;
    // tree-sitter counts bytes in 32 bits.
    const std::string_view all = text.substr(0, MaxTextBytes);
    if (spec->is_interface && spec->is_interface(all)) table = compiled_table(language, true);
    const bool is_deep = nests_too_deeply(language, all);
    PieceOrigin origin;
    std::uint32_t number = 0;
    std::string_view rest = all;
    do {
        const std::string_view piece = rest.substr(0, is_deep ? rest.size() : piece_length(language, rest));
        state_->begin(language, number++);
        if (is_deep) state_->file.trouble = "its brackets nest too deeply to be parsed";
        else if (piece.size() > MaxPieceBytes) state_->file.trouble = "it has no place to cut it into pieces small enough to be parsed";
        else state_->parse_piece(*table, piece, origin);
        sink(state_->file);
        origin.byte += static_cast<std::uint32_t>(piece.size());
        origin.line += static_cast<std::uint32_t>(std::count(piece.begin(), piece.end(), '\n'));
        rest.remove_prefix(piece.size());
    } while (!rest.empty());
}

void Parser::State::begin(Language language, std::uint32_t piece) {
    file.clear();
    file.language = language;
    file.piece = piece;
    text_arena.reset();
}

void Parser::State::parse_piece(const CompiledTable& table, std::string_view text, PieceOrigin origin) {
    if (table.spec->has_directives && reads_directives) {
        if (directives.run(table, text, origin, file, text_arena)) {
            ++pieces_without_tree;
            return;
        }
        begin(file.language, file.piece);
    }
    ArenaScope scope(tree_arena);
    TSParser* parser = ts_parser_new();
    ts_parser_set_language(parser, table.grammar);
    WorkBudget budget(tree_arena, text.size());
    const std::string_view seen = table.spec->mask ? table.spec->mask(text, masked) : text;
    if (table.spec->has_comment_gaps)
        if (const auto ranges = gaps.ranges_of(seen); !ranges.empty())
            ts_parser_set_included_ranges(parser, ranges.data(), static_cast<std::uint32_t>(ranges.size()));
    TSTree* tree = parse_tree(parser, seen, budget);
    if (tree) extractor.run(table, tree, text, origin, file, text_arena);
    else file.trouble = "parsing it would take too long";
    // Parser and tree die with the arena.
}

std::uint64_t Parser::pieces_without_tree() const { return state_->pieces_without_tree; }

void Parser::State::scan(const LanguageSpec& spec, std::string_view text) {
    file.clear();
    text_arena.reset();
    builder.begin(spec.language, text, file, text_arena);
    spec.scan(builder);
    builder.finish();
}

void Parser::parse_only(Language language, std::string_view text) {
    if (const LanguageSpec* spec = language_spec(language); spec && spec->scan) return state_->scan(*spec, text);
    const CompiledTable* table = compiled_table(language);
    if (!table) return;
    if (table->spec->is_interface && table->spec->is_interface(text)) table = compiled_table(language, true);
    TSParser* parser = ts_parser_new();
    ts_parser_set_language(parser, table->grammar);
    ts_tree_delete(ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
    ts_parser_delete(parser);
}

std::uint32_t extractor_version(Language language) {
    const LanguageSpec* spec = language_spec(language);
    return spec ? spec->extractor_version : 0;
}

bool is_supported(Language language) { return language_spec(language) != nullptr; }

std::string_view name_separator(Language language) {
    const LanguageSpec* spec = language_spec(language);
    return spec ? spec->separator : ".";
}

}  // namespace kompress::parse
