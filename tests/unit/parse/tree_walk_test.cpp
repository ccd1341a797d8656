// SPDX-License-Identifier: Apache-2.0
/// The forward walk against the runtime's own cursor, node by node.
#include "parse/tree_walk.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "parse/compiled_table.hpp"
#include "support/file_contents.hpp"

using namespace kompress;

namespace {

const std::map<std::string, Language> Languages{{"c", Language::C},           {"cpp", Language::Cpp},
                                                {"python", Language::Python}, {"javascript", Language::JavaScript},
                                                {"typescript", Language::TypeScript}, {"tsx", Language::Tsx},
                                                {"go", Language::Go},         {"rust", Language::Rust},
                                                {"java", Language::Java},     {"csharp", Language::CSharp},
                                                {"ruby", Language::Ruby},     {"php", Language::Php},
                                                {"kotlin", Language::Kotlin}, {"swift", Language::Swift},
                                                {"scala", Language::Scala}};

std::size_t compare(const TSTree* tree) {
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    KompressWalk walk;
    kompress_walk_begin(&walk, tree);
    std::size_t nodes = 0, different = 0;
    for (bool is_done = false; !is_done;) {
        const TSNode expected = ts_tree_cursor_current_node(&cursor), got = kompress_walk_node(&walk);
        ++nodes;
        const bool is_equal = ts_node_eq(expected, got) && ts_node_start_byte(expected) == ts_node_start_byte(got) &&
                              ts_node_start_point(expected).row == ts_node_start_point(got).row &&
                              ts_node_start_point(expected).column == ts_node_start_point(got).column &&
                              ts_node_symbol(expected) == ts_node_symbol(got) &&
                              ts_tree_cursor_current_field_id(&cursor) == kompress_walk_field(&walk);
        different += !is_equal;
        const bool goes_down = ts_tree_cursor_goto_first_child(&cursor);
        different += goes_down != kompress_walk_down(&walk);
        if (goes_down) continue;
        for (;;) {
            const bool has_next = ts_tree_cursor_goto_next_sibling(&cursor);
            const bool is_root = !has_next && !ts_tree_cursor_goto_parent(&cursor);
            different += has_next != kompress_walk_next(&walk);
            if (has_next) break;
            if (is_root) {
                is_done = true;
                break;
            }
        }
    }
    kompress_walk_end(&walk);
    ts_tree_cursor_delete(&cursor);
    CHECK(different == 0);
    return nodes;
}

}  // namespace

TEST_CASE("tree walk: the same nodes, fields and positions as the runtime's cursor", "[parse]") {
    std::size_t nodes = 0;
    for (const auto& [name, language] : Languages) {
        const std::filesystem::path directory = std::string(KOMPRESS_GOLDEN_DIR) + "/" + name;
        if (!std::filesystem::is_directory(directory)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(directory)) {
            if (entry.path().extension() == ".facts") continue;
            INFO(entry.path());
            const std::string text = test::file_contents(entry.path());
            TSParser* parser = ts_parser_new();
            ts_parser_set_language(parser, parse::compiled_table(language)->grammar);
            TSTree* tree = ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
            nodes += compare(tree);
            ts_tree_delete(tree);
            ts_parser_delete(parser);
        }
    }
    CHECK(nodes > 10'000);
}
