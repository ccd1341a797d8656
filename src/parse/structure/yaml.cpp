// SPDX-License-Identifier: Apache-2.0
/// YAML: the keys of the outer block mappings, told by their indentation. Sequences, flow collections and scalars of
/// several lines are data and looked over: all of their lines are indented deeper than the key that they belong to.
#include <utility>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxKeyDepth = 2;  ///< deeper keys only where they open a mapping
constexpr std::size_t MaxMappingDepth = 3;
constexpr std::size_t MaxKeyBytes = 200, MaxValueBytes = 80;
constexpr std::size_t Everything = static_cast<std::size_t>(-1);

/// The length of the key that a line begins with, or 0: "key: value", "'quoted key':".
std::size_t key_length(std::string_view content) {
    const std::string_view head = content.substr(0, MaxKeyBytes);
    std::size_t at = 0;
    if (head.starts_with('"') || head.starts_with('\'')) {
        at = head.find(head.front(), 1);
        if (at == std::string_view::npos) return 0;
        at = head.find_first_not_of(" \t", at + 1);
        return at != std::string_view::npos && head[at] == ':' ? at : 0;
    }
    if (head.empty() || std::string_view("{}[],&*!|>%@`?\"'#").find(head.front()) != std::string_view::npos) return 0;
    for (; at < head.size(); ++at) {
        if (head[at] == '#' && at > 0 && head[at - 1] == ' ') return 0;
        if (head[at] == ':' && (at + 1 >= content.size() || content[at + 1] == ' ' || content[at + 1] == '\t')) return at;
    }
    return 0;
}

/// What follows the colon, less anchors, tags and a comment.
std::string_view value_of(std::string_view rest) {
    rest = trim(rest);
    while (rest.starts_with('&') || rest.starts_with('!')) rest = trim(rest.substr(std::min(rest.find_first_of(" \t"), rest.size())));
    return rest.starts_with('#') ? std::string_view{} : rest;
}

class Yaml {
  public:
    explicit Yaml(StructureBuilder& builder) : builder_(builder) {}

    void scan() {
        std::size_t at = 0;
        std::string_view line;
        while (builder_.next_line(at, line)) one_line(line);
        close_to(0, builder_.text().size());
    }

  private:
    struct Open {
        std::size_t indentation = 0;
        std::int32_t symbol = StructureBuilder::None;
    };

    void one_line(std::string_view line) {
        const std::size_t indentation = indentation_of(line);
        const std::string_view content = line.substr(indentation);
        const std::size_t start = builder_.offset_of(line);
        if (content.empty() || indentation >= skipped_) return;
        if (content.starts_with('#')) return builder_.comment(start + indentation, start + line.size());
        if (indentation == 0 && (content.starts_with("---") || content.starts_with("..."))) {
            skipped_ = Everything;
            decide_waiting(0, true);
            return close_to(0, start);
        }
        skipped_ = Everything;
        const bool is_item = content == "-" || content.starts_with("- ");
        decide_waiting(indentation, is_item);
        close_to(indentation + is_item, start);  // a sequence may stand as far left as its key
        if (is_item) {
            skipped_ = indentation + 1;
            return;
        }
        key(content, start, indentation);
    }

    void key(std::string_view content, std::size_t start, std::size_t indentation) {
        const std::size_t length = key_length(content);
        if (length == 0) {
            skipped_ = indentation + 1;
            return;
        }
        const std::string_view value = value_of(content.substr(length + 1));
        const bool may_open = value.empty();
        const std::size_t depth = open_.size() + 1;
        std::string_view name = trim(content.substr(0, length));
        if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'')) name = name.substr(1, name.size() - 2);
        const bool is_reachable = depth == 1 || open_.back().symbol != StructureBuilder::None;
        if (depth > MaxMappingDepth || !is_reachable || name == "<<" || (depth > MaxKeyDepth && !may_open)) {
            skipped_ = indentation + 1;
            return;
        }
        Entry entry;
        entry.name = name;
        entry.start = start + indentation;
        entry.name_byte = builder_.offset_of(name);
        entry.parent = depth == 1 ? StructureBuilder::None : open_.back().symbol;
        const bool is_block = value.starts_with('|') || value.starts_with('>');
        entry.signature = value.size() <= MaxValueBytes && !is_block ? content : content.substr(0, length);
        entry.doc = builder_.take_doc(start);
        if (depth > MaxKeyDepth) {
            waiting_ = entry, is_waiting_ = true;
            open_.push_back({indentation, StructureBuilder::None});
            return;
        }
        const std::int32_t symbol = builder_.add(entry);
        open_.push_back({indentation, symbol});
        if (!may_open) skipped_ = indentation + 1;
        if (depth == 1 && name == "description" && value.size() > 2 && !is_block) builder_.offer_file_doc(builder_.fold(value, 300));
    }

    /// A key as deep as only mappings count: the next line shows whether it is one.
    void decide_waiting(std::size_t indentation, bool is_item) {
        if (!std::exchange(is_waiting_, false) || is_item || indentation <= open_.back().indentation) return;
        open_.back().symbol = builder_.add(waiting_);
    }

    void close_to(std::size_t indentation, std::size_t end) {
        while (!open_.empty() && open_.back().indentation >= indentation) {
            builder_.close(open_.back().symbol, end);
            open_.pop_back();
        }
    }

    StructureBuilder& builder_;
    std::vector<Open> open_;  ///< at most MaxMappingDepth
    std::size_t skipped_ = Everything;  ///< lines indented so far belong to data
    Entry waiting_;
    bool is_waiting_ = false;
};

void scan(StructureBuilder& builder) { Yaml(builder).scan(); }

}  // namespace

const LanguageSpec& yaml() {
    static const LanguageSpec spec = structure_spec(Language::Yaml, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
