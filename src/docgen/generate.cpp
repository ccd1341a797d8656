// SPDX-License-Identifier: Apache-2.0
#include "docgen/generate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>

#include "base/try.hpp"
#include "docgen/inventory.hpp"
#include "docgen/page_output.hpp"
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

/// One run: renders pages, again where their prose changes.
class Generation {
  public:
    Generation(store::IndexReader& index, FileSystem& files, const std::string& root, const DocumentOptions& options, ProgressSink* progress,
               const Cancellation* cancellation, const ProseHost* host, DocumentReport& report)
        : index_(index), files_(files), options_(options), progress_(progress), cancellation_(cancellation), host_(host), report_(report),
          prose_(options, report.out, host), writer_(report.out, options, report),
          site_{inventory_, options, root, report.out, options.source_url.empty() ? std::string() : head_commit(root), atlas_, false, prose_.texts()} {}

    Result<void> run() {
        for (const char* own : {"index.md", "architecture.md", "glossary.md", "project.md", "symbols.md", "flows.md", "llms.txt", "mkdocs/mkdocs.yml"}) names_.page_for("", own, "");
        KOMPRESS_TRY_VALUE(inventory, take_inventory(index_, site_.root, report_.out, names_));
        inventory_ = std::move(inventory);
        KOMPRESS_TRY(writer_.begin());
        readme_ = readme_of(files_, inventory_);
        total_ = inventory_.files.size() + inventory_.modules.size() + 3;
        KOMPRESS_TRY(survey(index_, inventory_, options_, names_, cancellation_, atlas_));
        output_.emplace(inventory_, atlas_, files_, options_, writer_);
        for (FilePage& file : inventory_.files) {
            KOMPRESS_TRY(step());
            if (output_->is_open() || prose_.is_active()) KOMPRESS_TRY(write_file(file));
            report_.public_symbols += file.public_symbols;
            report_.documented_symbols += file.documented;
        }
        KOMPRESS_TRY(write_summaries(true));
        if (prose_.is_active()) KOMPRESS_TRY(add_prose());
        if (!output_->is_open()) KOMPRESS_TRY(write_site());
        output_->finish();
        return writer_.finish();
    }

  private:
    Result<void> step() {
        if (cancellation_ && cancellation_->is_requested())
            return Error{ErrorCode::Cancelled, "stopped after " + std::to_string(done_) + " of " + std::to_string(total_) + " pages; run kompress doc again to go on"};
        if (progress_) progress_->report({"document", ++done_, total_, "pages", 0, 0});
        return {};
    }

    /// A site is written when its pages and their prose are known: each page shows which others there are.
    Result<void> write_site() {
        output_->open();
        for (FilePage& file : inventory_.files) {
            if (cancellation_ && cancellation_->is_requested()) return Error{ErrorCode::Cancelled, "stopped; run kompress doc again to go on"};
            KOMPRESS_TRY(write_file(file));
        }
        return write_summaries(false);
    }

    Result<void> write_file(FilePage& file) {
        KOMPRESS_TRY_VALUE(pieces, pieces_of(index_, file));
        file.definitions.clear();
        const std::size_t at = static_cast<std::size_t>(&file - inventory_.files.data());
        output_->file(at, render_file(site_, at, pieces, prose_.is_active() ? &file.definitions : nullptr));
        return {};
    }

    /// Pages that speak of many files.
    Result<void> write_summaries(bool is_first) {
        for (auto& [path, module] : inventory_.modules) {
            module.summary = module_summary(inventory_, module);
            const auto written = prose_.texts().find(prose::module_slot(path));
            if (module.summary.empty() && written != prose_.texts().end()) module.summary = escape_text(written->second.summary);
        }
        for (const auto& [path, module] : inventory_.modules) {
            if (is_first) KOMPRESS_TRY(step());
            output_->module(module.page, render_module(site_, module));
        }
        const std::string glossary = render_glossary(site_);
        site_.has_glossary = !glossary.empty();
        if (site_.has_glossary) output_->guide("glossary.md", glossary);
        output_->guide("project.md", render_project(site_));
        output_->guide("index.md", render_overview(site_, readme_));
        output_->guide("architecture.md", render_architecture(site_));
        if (const std::string flows = render_flows(site_); !flows.empty()) output_->guide("flows.md", flows);
        else output_->drop("flows.md");
        for (const Page& page : render_symbol_index(site_, [&](const std::string& path) { return names_.page_for("", path, ".md"); })) output_->guide(page.path, page.text);
        output_->companion("mkdocs/mkdocs.yml", render_mkdocs(site_));
        output_->companion("llms.txt", render_llms_text(site_, readme_));
        return {};
    }

    Result<void> add_prose() {
        KOMPRESS_TRY(prose_.plan(index_, files_, inventory_, readme_));
        const auto rewrite = [&](const std::set<std::string>& slots) -> Result<void> {
            std::set<std::uint32_t> shown;
            for (const std::string& slot : slots)
                if (slot.starts_with("symbol:"))
                    if (const auto found = inventory_.by_path.find(slot.substr(7, slot.rfind('#') - 7)); found != inventory_.by_path.end())
                        shown.merge(atlas_.layout.files_showing(static_cast<std::uint32_t>(found->second)));
            for (const std::uint32_t file : shown) KOMPRESS_TRY(write_file(inventory_.files[file]));
            return write_summaries(false);
        };
        if (host_) {
            KOMPRESS_TRY(prose_.write(cancellation_, rewrite, report_.prose));
            if (cancellation_ && cancellation_->is_requested())
                return Error{ErrorCode::Cancelled, "stopped; what was answered is kept, and running the same command again goes on from here"};
            return {};
        }
        if (const std::set<std::string> stale = prose_.mark_stale(report_.prose); !stale.empty() && !options_.check) KOMPRESS_TRY(rewrite(stale));
        return {};
    }

    store::IndexReader& index_;
    FileSystem& files_;
    const DocumentOptions& options_;
    ProgressSink* progress_;
    const Cancellation* cancellation_;
    const ProseHost* host_;
    DocumentReport& report_;
    Inventory inventory_;
    PageNames names_;
    Atlas atlas_;
    ProseRun prose_;
    PageWriter writer_;
    std::optional<PageOutput> output_;
    Site site_;
    std::string readme_;
    std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace

Result<DocumentReport> generate(store::IndexReader& index, FileSystem& files, const std::string& root, const DocumentOptions& options,
                                ProgressSink* progress, const Cancellation* cancellation, const ProseHost* host) {
    const auto start = std::chrono::steady_clock::now();
    DocumentReport report;
    std::error_code failed;
    report.out = std::filesystem::absolute(options.out, failed).lexically_normal().string();
    DocumentOptions shown = options;
    shown.check = options.check || options.dry_run;  // writes nothing
    KOMPRESS_TRY(Generation(index, files, root, shown, progress, cancellation, host, report).run());
    report.wall_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace kompress::docgen
