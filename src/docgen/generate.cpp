// SPDX-License-Identifier: Apache-2.0
#include "docgen/generate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/try.hpp"
#include "docgen/inventory.hpp"
#include "docgen/pages.hpp"
#include "docgen/writer.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::uint64_t MaxReadmeBytes = 256 * 1024;

std::string read_text(FileSystem& files, const std::string& path) {
    auto bytes = files.read(path, MaxReadmeBytes);
    return bytes ? std::string((*bytes)->bytes()) : std::string();
}

std::string readme_of(FileSystem& files, const Inventory& inventory) {
    for (const char* name : {"README.md", "README", "README.rst", "README.txt", "Readme.md", "readme.md"})
        if (std::find(inventory.others.begin(), inventory.others.end(), name) != inventory.others.end()) return read_text(files, name);
    return {};
}

/// The commit that HEAD names, read from git's own files; "" when that is not plain.
std::string head_commit(const std::string& root) {
    std::ifstream head(root + "/.git/HEAD");
    std::string text;
    std::getline(head, text);
    if (text.rfind("ref: ", 0) != 0) return text;
    std::ifstream reference(root + "/.git/" + text.substr(5));
    std::string commit;
    std::getline(reference, commit);
    return commit;
}

/// A module is described by the file that stands for it, or by the only file that it has.
std::string module_summary(const Inventory& inventory, const Module& module) {
    static constexpr std::array<std::string_view, 8> Speakers{"__init__.py", "mod.rs", "lib.rs", "doc.go", "package-info.java", "index.ts", "index.js", "main.go"};
    const std::string own = base_name_of(module.path);
    for (const std::string_view speaker : Speakers)
        for (const std::size_t at : module.files)
            if (base_name_of(inventory.files[at].path) == speaker && !inventory.files[at].summary.empty()) return inventory.files[at].summary;
    for (const std::size_t at : module.files) {
        const std::string name = base_name_of(inventory.files[at].path);
        const bool is_namesake = !own.empty() && name.rfind(own + ".", 0) == 0;
        if ((is_namesake || module.files.size() == 1) && !inventory.files[at].summary.empty()) return inventory.files[at].summary;
    }
    return {};
}

}  // namespace

Result<DocumentReport> generate(store::IndexReader& index, FileSystem& files, const std::string& root, const DocumentOptions& options,
                                ProgressSink* progress, const Cancellation* cancellation) {
    const auto start = std::chrono::steady_clock::now();
    DocumentReport report;
    std::error_code failed;
    report.out = std::filesystem::absolute(options.out, failed).lexically_normal().string();
    PageNames names;
    for (const char* own : {"index.md", "symbols.md", "llms.txt"}) names.page_for("", own, "");
    KOMPRESS_TRY_VALUE(inventory, take_inventory(index, root, report.out, names));
    PageWriter writer(report.out, options, report);
    KOMPRESS_TRY(writer.begin());
    const prose::SlotTexts slots;
    const Site site{inventory, options, root, report.out, options.source_url.empty() ? std::string() : head_commit(root), slots};
    std::uint64_t done = 0;
    const std::uint64_t total = inventory.files.size() + inventory.modules.size() + 3;
    const auto step = [&]() -> Result<void> {
        if (cancellation && cancellation->is_requested())
            return Error{ErrorCode::Cancelled, "stopped after " + std::to_string(done) + " of " + std::to_string(total) + " pages; run kompress doc again to go on"};
        if (progress) progress->report({"document", ++done, total, "pages", 0, 0});
        return {};
    };
    for (FilePage& file : inventory.files) {
        KOMPRESS_TRY(step());
        KOMPRESS_TRY_VALUE(content, index.content(file.content));
        if (!content) continue;
        std::vector<std::unique_ptr<store::DecodedPiece>> pieces;
        for (std::int64_t i = 0; i < content->pieces; ++i) {
            KOMPRESS_TRY_VALUE(piece, index.piece(*content, i, store::Columns::All));
            pieces.push_back(std::move(piece));
        }
        writer.write(file.page, render_file(site, file, pieces));
        report.public_symbols += file.public_symbols;
        report.documented_symbols += file.documented;
    }
    for (auto& [path, module] : inventory.modules) module.summary = module_summary(inventory, module);
    for (const auto& [path, module] : inventory.modules) {
        KOMPRESS_TRY(step());
        writer.write(module.page, render_module(site, module));
    }
    writer.write("index.md", render_overview(site, readme_of(files, inventory)));
    writer.write("symbols.md", render_symbol_index(site));
    writer.write("llms.txt", render_llms_text(site));
    KOMPRESS_TRY(writer.finish());
    report.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace kompress::docgen
