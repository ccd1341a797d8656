// SPDX-License-Identifier: Apache-2.0
#include "resolve/edges_codec.hpp"

#include <catch2/catch.hpp>

#include "parse/parser.hpp"
#include "resolve/rank.hpp"
#include "resolve/sources.hpp"

using namespace kompress;
using namespace kompress::resolve;

namespace {

std::shared_ptr<const Unit> unit_of(Language language, std::string_view text) {
    parse::Parser parser;
    UnitBuilder builder;
    parser.parse(language, text, [&](const ParsedFile& piece) { builder.add(piece); });
    return std::make_shared<const Unit>(builder.take());
}

struct Packed {
    MemorySource source{{unit_of(Language::C, "int g(void);\nint f(void) { g(); g(); nothing(); return h(); }\n"), unit_of(Language::C, "int g(void) { return 1; }\n"),
                         unit_of(Language::C, "int h(void) { return 1; }\n"), unit_of(Language::C, "int h(void) { return 2; }\n")}};
    Program program{{{"a.c", Language::C, FileRole::Source}, {"b.c", Language::C, FileRole::Source}, {"c.c", Language::C, FileRole::Source}, {"d.c", Language::C, FileRole::Source}},
                    {},
                    [](const std::string&) { return std::string(); }};
    std::vector<std::int64_t> rows{7, 3, 9, 11};
    PackedEdges edges = pack_edges(Resolver(program, source).resolve(0), 0, program, source, rows);
};

}  // namespace

TEST_CASE("edges come back as they were packed") {
    const Packed packed;
    const auto stored = unpack_edges(packed.edges.bytes, &packed.source.unit(0)->uses);
    REQUIRE(stored);
    CHECK(stored->counts == packed.edges.counts);
    CHECK(stored->counts[static_cast<std::size_t>(Tier::UniqueName)] == 2);
    CHECK(stored->counts[static_cast<std::size_t>(Tier::Ambiguous)] == 1);
    CHECK(stored->counts[static_cast<std::size_t>(Tier::Unresolved)] == 1);
    REQUIRE(stored->targets.size() == 3);
    CHECK(stored->targets[0].file == 3);
    CHECK(stored->targets[1].file == 9);
    CHECK(stored->targets[2].file == 11);
    REQUIRE(stored->links.size() == 3);
    CHECK(stored->links[0].weight > stored->links[1].weight);
}

TEST_CASE("damaged edges are refused, not believed") {
    const Packed packed;
    const auto& uses = packed.source.unit(0)->uses;
    for (std::size_t cut = 0; cut < packed.edges.bytes.size(); ++cut) CHECK_FALSE(unpack_edges(std::string_view(packed.edges.bytes).substr(0, cut), &uses));
    for (std::size_t at = 0; at < packed.edges.bytes.size(); ++at)
        for (const char value : {'\x00', '\x7f', '\xff'}) {
            std::string bytes = packed.edges.bytes;
            bytes[at] = value;
            const auto stored = unpack_edges(bytes, &uses);
            if (stored) CHECK(stored->outcomes.size() == uses.size());
        }
}

TEST_CASE("the digest knows paths, not row numbers") {
    Packed packed;
    packed.rows = {1, 2, 3, 4};
    const PackedEdges again = pack_edges(Resolver(packed.program, packed.source).resolve(0), 0, packed.program, packed.source, packed.rows);
    CHECK(again.digest == packed.edges.digest);
    CHECK(again.bytes != packed.edges.bytes);
}

TEST_CASE("rank flows along the weights and adds up") {
    // 0 → 1, 0 → 2 (three times as strong), 1 → 2, 2 → nothing
    const auto ranks = rank_files({0, 2, 3, 3}, {{1, 1}, {2, 3}, {2, 1}});
    REQUIRE(ranks.size() == 3);
    CHECK(ranks[2] > ranks[1]);
    CHECK(ranks[1] > ranks[0]);
    CHECK(ranks[0] + ranks[1] + ranks[2] == Approx(3.0).margin(0.05));
    CHECK(rank_files({0}, {}).empty());
}

TEST_CASE("units come back as they were packed, and their light part alone") {
    const auto unit = unit_of(Language::Java, "import a.B;\nclass C extends B { int n; C(int n) { this.n = n; }\n  void f(String s) { var c = new C(1); c.f(\"x\"); g(2, s); } }\n");
    std::size_t light = 0;
    const std::string bytes = unit->pack(light);
    std::size_t again = 0;
    const Unit whole = Unit::unpack(bytes);
    CHECK(whole.pack(again) == bytes);  // every part, in its order
    CHECK(again == light);
    REQUIRE(whole.uses.size() == unit->uses.size());
    CHECK(whole.text(whole.uses.back().qualifier) == unit->text(unit->uses.back().qualifier));
    const Unit part = Unit::unpack(std::string_view(bytes).substr(0, light));
    REQUIRE(part.symbols.size() == unit->symbols.size());
    for (std::size_t i = 0; i < part.symbols.size(); ++i) CHECK(part.parameters_of(i) == unit->parameters_of(i));
    CHECK(part.declared == unit->declared);
    CHECK(part.uses.empty());
}

TEST_CASE("units of namesakes that cannot be meant are not fetched") {
    std::vector<SourceFile> files;
    std::vector<std::shared_ptr<const Unit>> units;
    const auto add = [&](const std::string& path, const std::string& text) {
        files.push_back({path, Language::C, FileRole::Source});
        units.push_back(unit_of(Language::C, text));
    };
    add("a.c", "int a(void) { return start(1) + stop(); }\n");
    add("b.c", "static int start(int n) { return n; }\nint stop(void) { return 0; }\n");
    add("c.c", "int start(int n) { return n; }\nstruct stop { int n; };\n");
    add("d.c", "static int start(int n) { return n; }\n#define stop() 1\n");
    std::vector<FileIndex> fetched;
    bool is_watched = false;
    FetchingSource source(4, 16, [&](FileIndex file, bool) {
        if (is_watched) fetched.push_back(file);
        return units[file];
    });
    const Program program(files, {}, [](const std::string&) { return std::string(); });
    is_watched = true;
    Resolver resolver(program, source);
    const FileEdges edges = resolver.resolve(0);
    CHECK(pack_edges(edges, 0, program, source, {1, 2, 3, 4}).counts[static_cast<std::size_t>(Tier::UniqueName)] == 2);
    REQUIRE(edges.targets.size() == 2);
    CHECK(edges.targets[0].file == 2);
    CHECK(edges.targets[1].file == 1);
    CHECK(fetched == std::vector<FileIndex>{0});
}

TEST_CASE("units fetched again and again resolve as those in memory do") {
    const Packed packed;
    for (const std::size_t held : {std::size_t{0}, std::size_t{1} << 20}) {
        FetchingSource source(4, 16, [&](FileIndex file, bool is_full) {
            std::size_t light = 0;
            const std::string bytes = packed.source.unit(file)->pack(light);
            return std::make_shared<const Unit>(Unit::unpack(std::string_view(bytes).substr(0, is_full ? bytes.size() : light)));
        });
        source.hold(held);
        Resolver resolver(packed.program, source);
        for (int round = 0; round < 3; ++round) {
            CHECK(pack_edges(resolver.resolve(0), 0, packed.program, source, packed.rows).bytes == packed.edges.bytes);
            source.release();
        }
    }
}
