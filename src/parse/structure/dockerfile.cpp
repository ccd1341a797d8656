// SPDX-License-Identifier: Apache-2.0
/// Dockerfiles: build stages with what they start from and copy from, build arguments and environment variables.
#include <algorithm>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

bool equals(std::string_view text, std::string_view upper) {
    return text.size() == upper.size() && std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

std::string_view next_word(std::string_view& text) {
    text = trim(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
    text.remove_prefix(word.size());
    return word == "\\" && !text.empty() ? next_word(text) : word;
}

class Dockerfile {
  public:
    explicit Dockerfile(StructureBuilder& builder) : builder_(builder), text_(builder.text()) {}

    void scan() {
        std::string_view line;
        while (builder_.next_line(at_, line)) one_line(line);
        builder_.close(stage_, text_.size());
    }

  private:
    void one_line(std::string_view line) {
        const std::string_view content = trim(line);
        if (content.empty()) return;
        const std::size_t start = builder_.offset_of(content);
        if (content.front() == '#') {
            // "# syntax=…" is for the builder, not for readers.
            const bool is_directive = content.find("syntax=") < 4 || content.find("escape=") < 4;
            return is_directive ? builder_.prose(start, start + content.size()) : builder_.comment(start, start + content.size());
        }
        std::string_view rest = continued(line);
        rest.remove_prefix(indentation_of(rest));
        const std::string_view whole = rest;
        const std::string_view instruction = next_word(rest);
        skip_heredocs(whole);
        if (equals(instruction, "FROM")) return stage(whole, rest, start);
        const std::string_view doc = builder_.take_doc(start);
        if (equals(instruction, "ARG") || equals(instruction, "ENV")) return variables(rest, equals(instruction, "ENV"), doc, start, whole);
        if (!equals(instruction, "COPY") && !equals(instruction, "ADD") && !equals(instruction, "RUN")) return;
        // COPY --from=stage, RUN --mount=type=…,from=stage
        const std::string_view head = whole.substr(0, 1000);
        for (std::size_t at = head.find("from="); at != std::string_view::npos; at = head.find("from=", at + 5)) {
            if (at == 0 || (head[at - 1] != '-' && head[at - 1] != ',')) continue;
            const std::string_view name = head.substr(at + 5);
            builder_.add_reference(ReferenceKind::Use, name.substr(0, name.find_first_of(" \t,\n\\")), stage_);
        }
    }

    /// With the lines that a backslash joins to it; comments among them do not end it.
    std::string_view continued(std::string_view line) {
        const std::size_t start = builder_.offset_of(line);
        std::size_t end = start + line.size();
        while (trim(line).ends_with('\\')) {
            std::size_t next = at_;
            do {
                if (!builder_.next_line(at_, line)) return text_.substr(start, end - start);
                next = builder_.offset_of(line) + line.size();
            } while (trim(line).starts_with('#'));
            end = next;
        }
        return text_.substr(start, end - start);
    }

    /// "RUN <<EOF": the lines up to the word are no instructions.
    void skip_heredocs(std::string_view whole) {
        std::size_t at = whole.find("<<");
        if (at == std::string_view::npos || whole.find('\n') != std::string_view::npos) return;
        std::string_view word = whole.substr(at + 2);
        if (word.starts_with('-')) word.remove_prefix(1);
        word = word.substr(0, word.find_first_of(" \t;|&>)"));
        if (word.size() > 2 && (word.front() == '"' || word.front() == '\'')) word = word.substr(1, word.size() - 2);
        const bool is_word = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; });
        if (!is_word) return;
        std::string_view line;
        while (builder_.next_line(at_, line))
            if (trim(line) == word) return;
    }

    void stage(std::string_view whole, std::string_view rest, std::size_t start) {
        builder_.close(stage_, start);
        stage_ = StructureBuilder::None;
        std::string_view image = next_word(rest);
        while (image.starts_with("--")) image = next_word(rest);
        Entry entry;
        entry.kind = SymbolKind::Stage;
        entry.name = equals(next_word(rest), "AS") ? next_word(rest) : std::string_view{};
        if (entry.name.empty()) entry.name = image;
        if (image.empty()) return;
        entry.start = start;
        entry.name_byte = builder_.offset_of(entry.name);
        entry.signature = whole;
        entry.doc = builder_.take_doc(start);
        stage_ = builder_.add(entry);
        const bool is_stage = std::find(stages_.begin(), stages_.end(), image) != stages_.end();
        if (is_stage) builder_.add_reference(ReferenceKind::Use, image, stage_);
        else builder_.add_import(image, false, entry.name != image ? entry.name : std::string_view{});
        if (stages_.size() < 64) stages_.push_back(entry.name);
    }

    /// "ARG name=default", "ENV name=value other=value", "ENV name value".
    void variables(std::string_view rest, bool is_env, std::string_view doc, std::size_t start, std::string_view whole) {
        for (int i = 0; i < 64 && !trim(rest).empty(); ++i) {
            const std::string_view word = next_word(rest);
            if (word.empty() || word == "\\") continue;
            const std::size_t sign = word.find('=');
            Entry entry;
            entry.kind = SymbolKind::Variable;
            entry.name = word.substr(0, sign);
            const bool is_name = std::all_of(entry.name.begin(), entry.name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
            if (!is_name) return;
            entry.start = i == 0 ? start : builder_.offset_of(word);
            entry.name_byte = builder_.offset_of(word);
            entry.parent = stage_;
            entry.signature = i == 0 ? whole.substr(0, whole.find('\n')) : word.find('"') == std::string_view::npos ? word : entry.name;
            entry.doc = i == 0 ? doc : std::string_view{};
            builder_.close(builder_.add(entry), builder_.offset_of(word) + word.size());
            if (is_env && sign == std::string_view::npos) return;
            // A quoted value may hold blanks.
            if (sign != std::string_view::npos && sign + 1 < word.size() && (word[sign + 1] == '"' || word[sign + 1] == '\'')) {
                const std::size_t value = builder_.offset_of(word) + sign + 2;
                const std::size_t end = text_.find(word[sign + 1], value);
                const std::size_t limit = builder_.offset_of(rest) + rest.size();
                if (end >= limit) return;
                if (end + 1 > builder_.offset_of(rest)) rest = text_.substr(end + 1, limit - end - 1);
            }
        }
    }

    StructureBuilder& builder_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::int32_t stage_ = StructureBuilder::None;
    std::vector<std::string_view> stages_;
};

void scan(StructureBuilder& builder) { Dockerfile(builder).scan(); }

}  // namespace

const LanguageSpec& dockerfile() {
    static const LanguageSpec spec = structure_spec(Language::Dockerfile, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
