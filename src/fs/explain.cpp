// SPDX-License-Identifier: Apache-2.0
/// Takes the walk's decisions along one path and says them in words.
#include <algorithm>
#include <optional>

#include "fs/entry_rules.hpp"

namespace kompress::fs {
namespace {

std::string megabytes(std::uint64_t bytes) {
    const std::uint64_t tenths = (bytes * 10 + (1u << 19)) >> 20;
    const std::string whole =
        std::to_string(tenths / 10) + (tenths % 10 ? "." + std::to_string(tenths % 10) : "");
    return tenths == 0 ? std::to_string(bytes) + " bytes" : whole + " MB";
}

std::string words_for(FileClass file_class, const FileEntry& entry, const WalkOptions& options) {
    switch (file_class) {
        case FileClass::Indexed:
            if (entry.language == Language::None)
                return "a candidate: only its first line can tell the language";
            return "indexed as " + std::string(language_id(entry.language));
        case FileClass::TooLarge:
            return "too_large: " + megabytes(entry.stamp.size_bytes) + " > " +
                   megabytes(options.max_file_size_bytes);
        case FileClass::Symlink:
            return "symlink: symbolic links are not followed";
        case FileClass::Special:
            return "special: a FIFO, socket or device";
        case FileClass::Unsupported:
            return "unsupported: no grammar for this kind of file";
        default:
            return std::string(file_class_name(file_class));
    }
}

class Explainer {
  public:
    Explainer(FileSystem& file_system, const WalkOptions& options)
        : file_system_(file_system), options_(options), rules_(options), scope_(rules_.scope_above_root()) {}

    std::string run(const std::string& path) {
        if (path.empty()) return "the root itself";
        for (std::size_t begin = 0;;) {
            const std::size_t slash = path.find('/', begin);
            const auto directory = path.substr(0, begin == 0 ? 0 : begin - 1);
            const auto entry = find(directory, path.substr(begin, slash - begin));
            if (!entry) return "not found: " + path.substr(0, slash);
            const bool is_last = slash == std::string::npos;
            if (!is_last && entry->type != EntryType::Directory)
                return "not found: " + path.substr(0, slash) + " is not a directory";
            if (auto end = step(*entry, path.substr(0, slash), is_last)) return *end;
            begin = slash + 1;
        }
    }

  private:
    std::optional<DirectoryEntry> find(const std::string& directory, const std::string& name) {
        auto listed = file_system_.list(directory);
        if (!listed) return std::nullopt;
        std::vector<Diagnostic> unused;
        scope_ = IgnoreScope::enter(scope_, file_system_, directory, *listed, unused);
        const auto entry =
            std::find_if(listed->begin(), listed->end(), [&](const auto& e) { return e.name == name; });
        if (entry == listed->end()) return std::nullopt;
        return std::move(*entry);
    }

    /// The answer where the path ends or a directory is not entered; nothing to go on below.
    std::optional<std::string> step(const DirectoryEntry& entry, const std::string& path, bool is_last) {
        const bool is_directory = entry.type == EntryType::Directory;
        const bool was_shut_out = inherited_.tracked_only;
        Inherited below;
        const Fate fate = rules_.fate_of(entry, path, *scope_, inherited_, below);
        if (fate == Fate::Unseen) return "never entered: " + path;
        if (!was_shut_out && (fate == Fate::Ignored || below.tracked_only))
            reason_ = scope_->verdict(path, is_directory).description();
        if (fate == Fate::Ignored) {
            const Rule* rule = is_directory ? rules_.exclusion(path, true) : nullptr;
            if (rule && !below.tracked_only && !scope_->is_ignored(path, true))
                return "excluded: --exclude " + rule->text;
            return "ignored: " + reason_;
        }
        const auto suffix = below.tracked_only ? ", tracked although " + reason_ + " ignores it" : "";
        if (fate == Fate::Listed) return listed(entry, path) + suffix;
        inherited_ = below;
        if (is_last) return "a directory that is walked" + suffix;
        return std::nullopt;
    }

    std::string listed(const DirectoryEntry& entry, const std::string& path) {
        FileEntry file;
        file.stamp = entry.stamp;
        file.language = language_of_name(entry.name);
        const FileClass file_class = rules_.class_of(entry, path, file.language, inherited_);
        if (file_class != FileClass::Excluded) return words_for(file_class, file, options_);
        if (const Rule* rule = rules_.exclusion(path, false)) return "excluded: --exclude " + rule->text;
        if (!rules_.is_included(path, false, inherited_)) return "excluded: no --include names it";
        return "excluded: --lang does not name " + std::string(language_id(file.language));
    }

    FileSystem& file_system_;
    const WalkOptions& options_;
    EntryRules rules_;
    IgnoreScope::Pointer scope_;
    Inherited inherited_;
    std::string reason_;
};

}  // namespace

std::string explain(FileSystem& file_system, const WalkOptions& options, const std::string& path) {
    return Explainer(file_system, options).run(path);
}

}  // namespace kompress::fs
