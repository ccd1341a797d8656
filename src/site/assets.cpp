// SPDX-License-Identifier: Apache-2.0
#include "site/assets.hpp"

#include <zstd.h>

#define KOMPRESS_ASSET(name) extern "C" const char kompress_asset_##name[], kompress_asset_##name##_end[];
KOMPRESS_ASSET(style)
KOMPRESS_ASSET(theme)
KOMPRESS_ASSET(site)
KOMPRESS_ASSET(search)
KOMPRESS_ASSET(minisearch)
KOMPRESS_ASSET(diagrams)
KOMPRESS_ASSET(drawer_page)
KOMPRESS_ASSET(drawer)
KOMPRESS_ASSET(mermaid)
#undef KOMPRESS_ASSET

namespace kompress::site {
namespace {

struct Embedded {
    std::string_view path;
    bool is_for_diagrams;
    const char *begin, *end;
};

#define KOMPRESS_ASSET(name) kompress_asset_##name, kompress_asset_##name##_end
const Embedded Files[] = {
    {"assets/site.css", false, KOMPRESS_ASSET(style)},          {"assets/theme.js", false, KOMPRESS_ASSET(theme)},
    {"assets/site.js", false, KOMPRESS_ASSET(site)},            {"assets/search.js", false, KOMPRESS_ASSET(search)},
    {"assets/minisearch.js", false, KOMPRESS_ASSET(minisearch)}, {"assets/diagrams.js", true, KOMPRESS_ASSET(diagrams)},
    {"assets/drawer.html", true, KOMPRESS_ASSET(drawer_page)},  {"assets/drawer.js", true, KOMPRESS_ASSET(drawer)},
    {"assets/mermaid.js", true, KOMPRESS_ASSET(mermaid)},
};
#undef KOMPRESS_ASSET

/// The bytes are ours, made at build time: a frame that does not decode would be a broken build.
std::string unpacked(const Embedded& file) {
    const auto size = static_cast<std::size_t>(file.end - file.begin);
    std::string bytes(ZSTD_getFrameContentSize(file.begin, size), '\0');
    bytes.resize(ZSTD_decompress(bytes.data(), bytes.size(), file.begin, size));
    return bytes;
}

}  // namespace

std::vector<Asset> assets(bool with_diagrams) {
    std::vector<Asset> all;
    for (const Embedded& file : Files)
        if (with_diagrams || !file.is_for_diagrams) all.push_back({file.path, file.is_for_diagrams, unpacked(file)});
    return all;
}

}  // namespace kompress::site
