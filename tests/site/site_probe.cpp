// SPDX-License-Identifier: Apache-2.0
// Makes a site from Markdown files: site_probe DIRECTORY OUT. "index.md" is the start page, all others are guides, each
// with one symbol per heading. What tests/site does with hostile pages is done to the real builder.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "site/site.hpp"

namespace {

namespace stdfs = std::filesystem;

std::string read(const stdfs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return std::fprintf(stderr, "usage: site_probe DIRECTORY OUT\n"), 2;
    const stdfs::path directory = arguments[1], out = arguments[2];
    std::vector<std::string> pages;
    for (const auto& entry : stdfs::directory_iterator(directory)) pages.push_back(entry.path().filename().string());
    std::sort(pages.begin(), pages.end());
    const std::string name = stdfs::exists(directory / "NAME") ? read(directory / "NAME") : "probe";
    kompress::site::Contents contents;
    contents.name = name;
    contents.guides.push_back({"Start", "index.md", {}});
    for (const std::string& page : pages)
        if (page.ends_with(".md") && page != "index.md") contents.guides.push_back({name + " " + page, page, {}});
    kompress::site::SiteBuilder builder(contents, [&](const std::string& path, const std::string& bytes) {
        stdfs::create_directories((out / path).parent_path());
        std::ofstream(out / path, std::ios::binary) << bytes;
    });
    for (const std::string& page : pages) {
        if (!page.ends_with(".md")) continue;
        const std::string text = read(directory / page);
        const kompress::site::Source source{"src/" + name, "cpp", text};
        const std::vector<kompress::site::Symbol> symbols{{text.substr(0, 200), "function", "start", &source, 1, 9}};
        builder.add({page, text, symbols});
    }
    builder.finish();
    return 0;
}
