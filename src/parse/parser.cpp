// SPDX-License-Identifier: Apache-2.0
#include "parse/parser.hpp"

#include <tree_sitter/api.h>

#include "base/text_arena.hpp"
#include "parse/compiled_table.hpp"
#include "parse/extractor.hpp"
#include "parse/tree_arena.hpp"

namespace kompress::parse {
namespace {

/// tree-sitter asks every 100 operations; counting the questions bounds the work, not the time, so the same
/// bytes give the same facts on every machine. Ordinary code asks once per 30 to 100 bytes.
struct WorkBudget {
    std::uint64_t questions = 0;
    std::uint64_t limit = 0;
    static bool ask(TSParseState* state) {
        auto* budget = static_cast<WorkBudget*>(state->payload);
        return ++budget->questions > budget->limit;
    }
};

constexpr std::uint64_t BaseQuestions = 20'000;

struct Input {
    std::string_view text;
    static const char* read(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* size) {
        const std::string_view text = static_cast<Input*>(payload)->text;
        if (byte >= text.size()) {
            *size = 0;
            return "";
        }
        *size = static_cast<std::uint32_t>(text.size() - byte);
        return text.data() + byte;
    }
};

TSTree* parse_tree(TSParser* parser, std::string_view text, WorkBudget& budget) {
    budget.limit = BaseQuestions + text.size() / 8;
    Input input{text};
    TSInput ts_input{&input, Input::read, TSInputEncodingUTF8, nullptr};
    TSParseOptions options{&budget, WorkBudget::ask};
    return ts_parser_parse_with_options(parser, nullptr, ts_input, options);
}

}  // namespace

struct Parser::State {
    TreeArena tree_arena;
    TextArena text_arena;
    Extractor extractor;
    ParsedFile file;
    std::string masked;
};

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;

void Parser::parse(Language language, std::string_view text, const Sink& sink) {
    const CompiledTable* table = compiled_table(language);
    if (!table) return;
    ParsedFile& file = state_->file;
    file.clear();
    state_->text_arena.reset();
    ArenaScope scope(state_->tree_arena);
    TSParser* parser = ts_parser_new();
    ts_parser_set_language(parser, table->grammar);
    WorkBudget budget;
    const std::string_view seen = table->spec->mask ? table->spec->mask(text, state_->masked) : text;
    TSTree* tree = parse_tree(parser, seen, budget);
    file.language = language;
    if (tree) state_->extractor.run(*table, tree, text, {}, file, state_->text_arena);
    else file.trouble = "parsing it would take too long";
    sink(file);
    // Parser and tree die with the arena.
}

void Parser::parse_only(Language language, std::string_view text) {
    const CompiledTable* table = compiled_table(language);
    if (!table) return;
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
