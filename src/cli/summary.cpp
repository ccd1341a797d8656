// SPDX-License-Identifier: Apache-2.0
#include "cli/summary.hpp"

#include <cstdio>

#include "cli/json_output.hpp"
#include "cli/session.hpp"

namespace kompress::cli {

void print_languages(const IndexReport& report) {
    if (report.languages.empty()) return;
    std::printf("\n  %-18s %9s %13s %11s %12s %9s\n", "language", "files", "code lines", "symbols", "references", "size");
    for (const auto& l : report.languages)
        std::printf("  %-18s %9s %13s %11s %12s %9s\n", std::string(language_name(l.language)).c_str(), grouped(l.files).c_str(),
                    grouped(l.code_lines).c_str(), grouped(l.symbols).c_str(), grouped(l.references).c_str(), human_bytes(l.bytes).c_str());
}

namespace {

/// What became of the references: docs/edges.md.
void print_edges(const IndexReport& report) {
    const auto count = [&](Tier tier) { return report.edges[static_cast<std::size_t>(tier)]; };
    const std::uint64_t certain = count(Tier::Exact) + count(Tier::Import) + count(Tier::Scoped) + count(Tier::UniqueName);
    if (certain == 0) return;
    std::printf("\n  references: %s lead to one definition, %s to several, %s out of the tree, %s are unresolved\n", grouped(certain).c_str(),
                grouped(count(Tier::Ambiguous)).c_str(), grouped(count(Tier::External)).c_str(), grouped(count(Tier::Unresolved)).c_str());
}

}  // namespace

void print_summary(const IndexReport& report, const std::string& state_dir, bool is_dry_run) {
    const auto& f = report.files;
    if (is_dry_run) {
        std::printf("would look at %s of %s files (%s unchanged, %s removed); nothing was written\n", grouped(f.parsed).c_str(),
                    grouped(f.seen).c_str(), grouped(f.unchanged).c_str(), grouped(f.removed).c_str());
        return;
    }
    const double seconds = report.wall_ms / 1000;
    if (report.mode == IndexMode::Noop) std::printf("nothing changed: %s files checked in %.2f s\n", grouped(f.seen).c_str(), seconds);
    else
        std::printf("%s files in %.2f s: %s parsed, %s reused, %s unchanged, %s removed (%s index)\n", grouped(f.seen).c_str(), seconds,
                    grouped(f.parsed).c_str(), grouped(f.reused).c_str(), grouped(f.unchanged).c_str(), grouped(f.removed).c_str(),
                    std::string(index_mode_name(report.mode)).c_str());
    print_languages(report);
    print_edges(report);
    std::string skipped;
    for (std::size_t i = 1; i < FileClassCount; ++i)
        if (f.by_class[i]) skipped += (skipped.empty() ? "" : ", ") + grouped(f.by_class[i]) + " " + std::string(file_class_name(static_cast<FileClass>(i)));
    if (!skipped.empty()) std::printf("\n  not indexed: %s (kompress files --class CLASS lists them)\n", skipped.c_str());
    for (std::size_t i = 0; i < report.diagnostics.size() && i < 5; ++i)
        std::printf("  %s: %s\n", shown(report.diagnostics[i].path).c_str(), shown(report.diagnostics[i].message).c_str());
    if (report.diagnostics.size() > 5) std::printf("  and %zu more remarks (--json lists all)\n", report.diagnostics.size() - 5);
    std::printf("\n  %s: %s, digest %.12s", state_dir.c_str(), human_bytes(report.database_bytes).c_str(), report.digest.c_str());
    if (report.bytes_parsed > 1'000'000 && seconds > 0) std::printf(", %.1f MB/s", static_cast<double>(report.bytes_parsed) / 1e6 / seconds);
    std::printf(", %s of memory at most\n", human_bytes(report.peak_rss_bytes).c_str());
}

}  // namespace kompress::cli
