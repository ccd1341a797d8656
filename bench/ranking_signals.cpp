// SPDX-License-Identifier: Apache-2.0
/// Writes what ranking measures of every file, for every query of a benchmark: input of ranking.py, which fits the
/// weights and takes the signals away one by one.
///
/// usage: kompress-ranking-signals TREES STATES ITEMS.jsonl > SIGNALS.jsonl
/// TREES/<owner>+<name> is a work tree, STATES/<owner>+<name> its state directory with an index.
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "fs/disk.hpp"
#include "search/ranker.hpp"
#include "store/state_directory.hpp"

namespace {

using namespace kompress;
using Json = nlohmann::json;

int fail(const std::string& what) {
    std::fprintf(stderr, "kompress-ranking-signals: %s\n", what.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return fail("usage: TREES STATES ITEMS.jsonl");
    std::ifstream items(argv[3]);
    std::unique_ptr<FileSystem> files;
    std::string current;
    Json header = Json::array();
    for (std::size_t i = 0; i < search::SignalCount; ++i) header.push_back(search::signal_name(static_cast<search::Signal>(i)));
    std::printf("%s\n", Json{{"signals", header}}.dump().c_str());
    for (std::string line; std::getline(items, line);) {
        const Json item = Json::parse(line);
        std::string name = item["repo"];
        std::replace(name.begin(), name.end(), '/', '+');
        if (name != current) {
            auto disk = fs::open_disk(std::string(argv[1]) + "/" + name);
            if (!disk) return fail(disk.error().message);
            files = std::move(*disk);
            current = name;
        }
        auto reader = store::open_current_index(std::string(argv[2]) + "/" + name);
        if (!reader) return fail(reader.error().message);
        auto ranking = search::rank(**reader, *files, search::parse_query(item["query"].get<std::string>()));
        if (!ranking) return fail(ranking.error().message);
        Json out{{"repo", item["repo"]}, {"commit", item["commit"]}, {"gold", item["files"]}, {"paths", Json::array()}, {"values", Json::array()}};
        for (std::size_t i = 0; i < ranking->documents.list.size(); ++i) {
            out["paths"].push_back(ranking->documents.list[i].path);
            Json row = Json::array();
            for (const double value : ranking->measured.files[i]) row.push_back(static_cast<float>(value));
            out["values"].push_back(row);
        }
        std::printf("%s\n", out.dump().c_str());
    }
    return 0;
}
