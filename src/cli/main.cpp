// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstring>

#include "kompress/version.hpp"
#include "kompress/workspace.hpp"

int main(int argc, char** argv) {
    using namespace kompress;
    if (argc > 1 && std::strcmp(argv[1], "--version") == 0) { std::printf("kompress %s\n", std::string(version()).c_str()); return 0; }
    WorkspaceOptions wo; IndexOptions io; bool verify = false;
    for (int i = 2; i < argc; ++i) {
        if (!std::strcmp(argv[i], "--full")) io.full = true;
        else if (!std::strcmp(argv[i], "--verify")) verify = true;
        else if (!std::strcmp(argv[i], "--jobs")) io.jobs = static_cast<unsigned>(std::atoi(argv[++i]));
        else if (!std::strcmp(argv[i], "--mem-limit")) io.memory_limit_bytes = std::strtoull(argv[++i], nullptr, 10) << 20;
        else if (!std::strcmp(argv[i], "--trace")) wo.trace_file = argv[++i];
        else if (!std::strcmp(argv[i], "--state-dir")) wo.state_dir = argv[++i];
        else wo.path = argv[i];
    }
    auto ws = Workspace::open(wo);
    if (!ws) { std::fprintf(stderr, "%s\n", ws.error().message.c_str()); return 1; }
    if (verify) { auto v = (*ws)->verify(io); if (!v) { std::fprintf(stderr, "%s\n", v.error().message.c_str()); return 1; } std::printf("%s %s equal %d sound %d\n", v->stored_digest.c_str(), v->clean_digest.c_str(), v->is_equal, v->is_sound); return 0; }
    auto r = (*ws)->index(io);
    if (!r) { std::fprintf(stderr, "%s\n", r.error().message.c_str()); return 1; }
    std::printf("mode %d seen %lu unchanged %lu parsed %lu reused %lu removed %lu symbols %lu refs %lu bytes %lu db %lu (%.3f) rss %.1fM wall %.0f digest %s\n", (int)r->mode, r->files.seen, r->files.unchanged, r->files.parsed, r->files.reused, r->files.removed, r->symbols, r->references, r->bytes_parsed, r->database_bytes, r->bytes_parsed ? double(r->database_bytes) / double(r->bytes_parsed) : 0, double(r->peak_rss_bytes) / 1048576.0, r->wall_ms, r->digest.c_str());
    for (auto& s : r->stages) std::printf("  %s %.1f ms\n", s.name.c_str(), s.wall_ms);
    for (std::size_t i = 0; i < FileClassCount; ++i) std::printf("  %s %lu", std::string(file_class_name(static_cast<FileClass>(i))).c_str(), r->files.by_class[i]);
    std::printf("\n  diagnostics %zu\n", r->diagnostics.size());
    for (std::size_t i = 0; i < r->diagnostics.size() && i < 8; ++i) std::printf("  %s: %s: %s\n", r->diagnostics[i].path.c_str(), r->diagnostics[i].code.c_str(), r->diagnostics[i].message.c_str());
    return 0;
}
