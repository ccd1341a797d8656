// SPDX-License-Identifier: Apache-2.0
#include "docgen/writer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/try.hpp"
#include "docgen/page_text.hpp"
#include "fs/disk.hpp"

namespace kompress::docgen {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* ManifestName = ".kompress-manifest";
constexpr const char* JournalName = ".kompress-manifest.journal";
const std::string UnknownHash = "-";  // of a page that could not be written
constexpr std::size_t MaxComponentBytes = 100;

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string short_hash(std::string_view text) { return hash128(text).hex().substr(0, 10); }

std::string safe_component(std::string_view name) {
    std::string safe(name);
    std::replace_if(safe.begin(), safe.end(), [](char c) { return !is_plain(c); }, '_');
    const bool is_dots = safe.find_first_not_of('.') == std::string::npos;
    if (safe == name && !is_dots && safe.size() <= MaxComponentBytes) return safe;
    return safe.substr(0, MaxComponentBytes - 12) + "_" + short_hash(name);
}

std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Only what page_for can have made: a manifest may come from anywhere.
bool is_safe_page(std::string_view page) {
    if (page.empty() || page.front() == '/' || page.size() > 4096) return false;
    for (const auto& part : stdfs::path(page))
        if (part == ".." || part == ".") return false;
    return std::all_of(page.begin(), page.end(), [](char c) { return is_plain(c) || c == '/'; });
}

std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

std::string PageNames::page_for(const std::string& prefix, const std::string& path, std::string_view suffix) {
    std::string page = prefix;
    for (const auto& part : stdfs::path(path)) page += (page.empty() || page.back() == '/' ? "" : "/") + safe_component(part.string());
    std::string wanted = page + std::string(suffix);
    const auto [at, is_new] = taken_.emplace(folded(wanted), path);
    if (is_new || at->second == path) return wanted;
    wanted = page + "_" + short_hash(path) + std::string(suffix);
    taken_.emplace(folded(wanted), path);
    return wanted;
}

PageWriter::PageWriter(std::string directory, const DocumentOptions& options, DocumentReport& report)
    : directory_(std::move(directory)), options_(options), report_(report) {}

Result<void> PageWriter::begin() {
    const std::string journal = directory_ + "/" + JournalName;
    if (!options_.check) {
        KOMPRESS_TRY(fs::create_directories(directory_));
        KOMPRESS_TRY_VALUE(opened, fs::Journal::open(journal));
        journal_ = std::move(opened);
    }
    std::istringstream lines(contents(directory_ + "/" + ManifestName));
    std::string hash, page;
    while (lines >> hash >> page)
        if (is_safe_page(page)) known_[page] = hash;
    const std::vector<std::string> unfinished = fs::Journal::lines_of(journal);
    for (const std::string& written : unfinished)
        if (is_safe_page(written)) known_[written] = "";  // ours, whatever it holds
    if (!unfinished.empty() && journal_) collect_litter();
    return {};
}

void PageWriter::collect_litter() const {
    std::set<std::string> directories{directory_};
    for (const auto& [page, hash] : known_) directories.insert(stdfs::path(directory_ + "/" + page).parent_path().string());
    for (const std::string& directory : directories) fs::remove_stale_temporaries(directory);
}

Result<void> PageWriter::put(const std::string& page, const std::string& text) {
    const std::string path = directory_ + "/" + page;
    KOMPRESS_TRY(journal_->add(page));
    KOMPRESS_TRY(fs::create_directories(stdfs::path(path).parent_path().string()));
    return fs::write_file_atomically(path, text, false);
}

void PageWriter::write(const std::string& page, const std::string& fresh) {
    const auto earlier = now_.find(page);
    const bool is_again = earlier != now_.end();
    if (!is_again) ++report_.pages.total;
    const std::string path = directory_ + "/" + page;
    const auto known = known_.find(page);
    std::error_code failed;
    const bool exists = stdfs::exists(path, failed);
    const std::string there = exists ? contents(path) : std::string();
    const bool is_ours = known != known_.end() || is_again;
    const bool has_regions = is_ours && page.ends_with(".md");
    const std::string text = has_regions ? with_kept_regions(fresh, there) : fresh;
    const std::string hash = hash128(text).hex();
    if (options_.check) {
        if (!is_again && (!exists || essence(there) != essence(text))) report_.stale_pages.push_back(page);
        else if (!is_again) ++report_.pages.unchanged;
        now_[page] = hash;
        return;
    }
    if (exists && is_ours && there == text && (is_again || (known->second == hash && !options_.force))) {
        if (!is_again) {
            ++report_.pages.unchanged;
            unchanged_.insert(page);
        }
        now_[page] = hash;
        return;
    }
    const auto fail = [&](const std::string& why) {
        ++report_.pages.failed;
        report_.diagnostics.push_back({page, "not_written", why});
        if (known != known_.end()) now_[page] = known->second;
    };
    if (leads_elsewhere(page)) return fail("a directory above " + path + " is a symbolic link; remove it or choose another --out");
    if (exists && !is_ours && there != text)
        return fail("a file that is not ours stands at " + path + "; move it or choose another --out");
    if (auto written = put(page, text); !written) return fail(written.error().message);
    now_[page] = hash;
    if (unchanged_.erase(page) > 0) --report_.pages.unchanged;
    else if (is_again) return;
    ++report_.pages.written;
}

void PageWriter::drop(const std::string& page) {
    if (now_.erase(page) == 0) return;
    --report_.pages.total;
    if (unchanged_.erase(page) > 0) --report_.pages.unchanged;
    else if (!options_.check) --report_.pages.written;
}

bool PageWriter::leads_elsewhere(const std::string& page) const {
    stdfs::path path = directory_;
    const stdfs::path parent = stdfs::path(page).parent_path();
    for (const stdfs::path& part : parent) {
        path /= part;
        std::error_code failed;
        if (stdfs::is_symlink(stdfs::symlink_status(path, failed))) return true;
    }
    return false;
}

Result<void> PageWriter::finish() {
    for (const auto& [page, hash] : known_) {
        if (now_.count(page)) continue;
        const std::string path = directory_ + "/" + page;
        std::error_code failed;
        if (!stdfs::exists(path, failed) || leads_elsewhere(page)) continue;
        if (!options_.check && has_kept_regions(contents(path))) {
            // What a person wrote is not thrown away with the page around it.
            report_.diagnostics.push_back({page, "kept", "the page is no longer made, but holds a region to be kept; move that elsewhere and delete the page"});
            now_[page] = hash;
            continue;
        }
        if (options_.check) {
            if (std::find(report_.stale_pages.begin(), report_.stale_pages.end(), page) == report_.stale_pages.end()) report_.stale_pages.push_back(page);
            continue;
        }
        stdfs::remove(path, failed);
        ++report_.pages.removed;
        for (stdfs::path parent = stdfs::path(path).parent_path(); parent != stdfs::path(directory_) && stdfs::is_empty(parent, failed);
             parent = parent.parent_path())
            stdfs::remove(parent, failed);
    }
    std::sort(report_.stale_pages.begin(), report_.stale_pages.end());
    if (options_.check) return {};
    std::string manifest;
    for (const auto& [page, hash] : now_) manifest += (hash.empty() ? UnknownHash : hash) + " " + page + "\n";
    KOMPRESS_TRY(fs::write_file_atomically(directory_ + "/" + ManifestName, manifest, false));
    journal_->finish();
    return {};
}

}  // namespace kompress::docgen
