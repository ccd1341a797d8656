// SPDX-License-Identifier: Apache-2.0
/// Makefiles: targets with what they need, variables, `define`d macros, includes. Recipes are looked over but for $(call …).
/// Targets made of patterns or of other variables have no name of their own and are left out.
#include <algorithm>
#include <array>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxTargets = 600;       ///< of one file
constexpr std::size_t MaxWords = 64;          ///< targets or needs of one rule that are looked at

bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool is_plain_name(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), is_name_byte); }

/// A target may be a path, too; what begins with a dot and an upper-case letter is an order to make.
bool is_target_name(std::string_view word) {
    if (word.empty() || word.find_first_of("%$()*?\"'\\;|`") != std::string_view::npos) return false;
    return !(word.front() == '.' && word.size() > 1 && word[1] >= 'A' && word[1] <= 'Z');
}

std::string_view next_word(std::string_view& text) {
    text = trim(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n\\"));
    text.remove_prefix(word.size());
    if (word.empty() && !text.empty()) text.remove_prefix(1);  // the backslash of a continued line
    return word;
}

struct Operator {
    std::size_t at = 0, length = 0;
    bool is_rule = false;
};

/// The first assignment or rule operator outside of $(…): "=", ":=", "::=", "?=", "+=", "!=", ":", "::".
Operator operator_of(std::string_view line) {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '(' || c == '{') ++depth;
        else if ((c == ')' || c == '}') && depth > 0) --depth;
        else if (depth > 0) continue;
        else if (c == '#') break;
        else if (c == '=') return {i, 1, false};
        else if ((c == '?' || c == '+' || c == '!') && line.substr(i + 1).starts_with('=')) return {i, 2, false};
        else if (c == ':') {
            std::size_t end = i;
            while (end < line.size() && line[end] == ':') ++end;
            if (end < line.size() && line[end] == '=') return {i, end + 1 - i, false};
            return {i, end - i, true};
        }
    }
    return {line.size(), 0, false};
}

class Makefile {
  public:
    explicit Makefile(StructureBuilder& builder) : builder_(builder), text_(builder.text()) { builder_.set_limits(MaxTargets, MaxTargets); }

    void scan() {
        std::string_view line;
        while (builder_.next_line(at_, line)) one_line(line);
        end_rule();
        end_define(text_.size());
    }

  private:
    void one_line(std::string_view line) {
        const std::size_t start = builder_.offset_of(line);
        if (in_define_) {
            if (starts_with_word(trim(line), "endef")) end_define(at_);
            else calls(line, define_);
            return;
        }
        if (line.starts_with('\t') && has_rule_) {
            rule_end_ = start + line.size();
            return calls(line, rule_);
        }
        const std::string_view content = trim(line);
        if (content.empty()) return;
        if (content.front() == '#') return comment(builder_.offset_of(content), line);
        const std::string_view whole = continued(line);
        if (is_directive(content, whole)) return;
        statement(whole, start);
    }

    void comment(std::size_t start, std::string_view line) {
        const std::string_view whole = continued(line);
        builder_.comment(start, builder_.offset_of(whole) + whole.size());
    }

    /// The line with those that a backslash joins to it.
    std::string_view continued(std::string_view line) {
        const std::size_t start = builder_.offset_of(line);
        std::size_t end = start + line.size();
        while (line.ends_with('\\') && builder_.next_line(at_, line)) end = builder_.offset_of(line) + line.size();
        return text_.substr(start, end - start);
    }

    static bool starts_with_word(std::string_view text, std::string_view word) {
        return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ' || text[word.size()] == '\t' || text[word.size()] == '(');
    }

    bool is_directive(std::string_view content, std::string_view whole) {
        static constexpr std::array Conditions = std::to_array<std::string_view>({"ifeq", "ifneq", "ifdef", "ifndef"});
        if (std::any_of(Conditions.begin(), Conditions.end(), [&](auto word) { return starts_with_word(content, word); })) {
            builder_.add_branch(StructureBuilder::None);
            return true;
        }
        if (starts_with_word(content, "else") || starts_with_word(content, "endif")) return true;
        const bool is_silent = content.starts_with("-include") || content.starts_with("sinclude");
        if (is_silent || starts_with_word(content, "include")) {
            std::string_view rest = trim(whole).substr(is_silent ? 8 : 7);
            for (std::size_t i = 0; i < MaxWords && !trim(rest).empty(); ++i) {
                const std::string_view word = next_word(rest);
                if (!word.empty() && word.front() == '#') break;
                builder_.add_import(word, true);
            }
            return true;
        }
        if (starts_with_word(content, "define")) return begin_define(whole), true;
        return starts_with_word(content, "unexport") || starts_with_word(content, "vpath") || starts_with_word(content, "undefine");
    }

    void begin_define(std::string_view whole) {
        end_rule();
        std::string_view rest = trim(whole).substr(6);
        const std::string_view name = next_word(rest);
        in_define_ = true;
        define_ = StructureBuilder::None;
        if (!is_plain_name(name)) return;
        Entry entry = entry_of(SymbolKind::Macro, name, builder_.offset_of(trim(whole)));
        entry.signature = trim(whole);
        define_ = builder_.add(entry);
    }

    void end_define(std::size_t end) {
        if (!in_define_) return;
        in_define_ = false;
        builder_.close(define_, end);
    }

    Entry entry_of(SymbolKind kind, std::string_view name, std::size_t start) {
        Entry entry;
        entry.kind = kind;
        entry.name = name;
        entry.start = start;
        entry.name_byte = builder_.offset_of(name);
        entry.doc = builder_.take_doc(start);
        return entry;
    }

    void statement(std::string_view whole, std::size_t start) {
        const Operator found = operator_of(whole);
        if (found.length == 0) return calls(whole, StructureBuilder::None);
        if (found.is_rule) {
            // "target: VARIABLE = value" sets a variable for a target.
            const Operator second = operator_of(whole.substr(found.at + found.length));
            if (second.length > 0 && !second.is_rule && second.at < whole.find(';')) return;
            return rule(whole, found, start);
        }
        end_rule();
        variable(whole, found, start);
    }

    void variable(std::string_view whole, const Operator& sign, std::size_t start) {
        std::string_view left = trim(whole.substr(0, sign.at));
        for (const std::string_view word : {"export", "override", "private"})
            if (starts_with_word(left, word)) left = trim(left.substr(word.size()));
        calls(whole.substr(sign.at), StructureBuilder::None);
        if (whole[sign.at] == '+' || !is_plain_name(left) || left.front() == '.') return;  // adding to one defines none
        Entry entry = entry_of(SymbolKind::Variable, left, start + indentation_of(whole));
        entry.signature = first_line(whole);
        builder_.close(builder_.add(entry), builder_.offset_of(whole) + whole.size());
    }

    void rule(std::string_view whole, const Operator& sign, std::size_t start) {
        end_rule();
        has_rule_ = true;
        rule_end_ = start + whole.size();
        std::string_view left = whole.substr(0, sign.at);
        std::string_view right = whole.substr(sign.at + sign.length);
        std::string_view help;
        if (const std::size_t remark = right.find('#'); remark != std::string_view::npos) {
            if (right.substr(remark).starts_with("##")) help = trim(right.substr(remark + 2));
            right = right.substr(0, remark);
        }
        const std::string_view recipe = right.find(';') == std::string_view::npos ? "" : right.substr(right.find(';'));
        right = right.substr(0, right.find(';'));
        const std::string_view all = trim(left);
        std::string_view doc;
        for (std::size_t i = 0; i < MaxWords && !trim(left).empty(); ++i) {
            const std::string_view name = next_word(left);
            if (!is_target_name(name)) continue;
            Entry entry = entry_of(SymbolKind::Target, name, builder_.offset_of(all));
            if (i == 0) doc = help.empty() ? entry.doc : builder_.fold(help, 300);
            entry.doc = doc;
            entry.signature = first_line(whole);
            const std::int32_t symbol = builder_.add(entry);
            if (rule_ == StructureBuilder::None) rule_ = symbol;
            targets_ += symbol != StructureBuilder::None;
        }
        needs(right);
        calls(recipe, rule_);
    }

    /// What stands behind the colon and may be a target of this file; files with an extension are not.
    void needs(std::string_view right) {
        if (rule_ == StructureBuilder::None) return;
        for (std::size_t i = 0; i < MaxWords && !trim(right).empty(); ++i) {
            const std::string_view word = next_word(right);
            if (is_plain_name(word) && word.find('.') == std::string_view::npos) builder_.add_reference(ReferenceKind::Use, word, rule_);
        }
    }

    /// All targets of a rule end with its recipe.
    void end_rule() {
        for (std::int32_t i = 0; i < targets_; ++i) builder_.close(rule_ + i, rule_end_);
        rule_ = StructureBuilder::None;
        targets_ = 0;
        has_rule_ = false;
    }

    /// Without a remark and the sign that the line goes on.
    static std::string_view first_line(std::string_view whole) {
        whole = trim(whole.substr(0, whole.find_first_of("#\n")));
        return whole.ends_with('\\') ? whole.substr(0, whole.size() - 1) : whole;
    }

    /// "$(call name,…)" uses a `define`d macro.
    void calls(std::string_view text, std::int32_t symbol) {
        for (std::size_t at = text.find("$(call "); at != std::string_view::npos; at = text.find("$(call ", at + 7)) {
            std::string_view rest = text.substr(at + 7);
            std::size_t size = 0;
            while (size < rest.size() && is_name_byte(rest[size])) ++size;
            builder_.add_reference(ReferenceKind::Call, rest.substr(0, size), symbol);
        }
    }

    StructureBuilder& builder_;
    std::string_view text_;
    std::size_t at_ = 0, rule_end_ = 0;
    bool has_rule_ = false, in_define_ = false;
    std::int32_t rule_ = StructureBuilder::None;
    std::int32_t targets_ = 0;  ///< symbols from rule_ on
    std::int32_t define_ = StructureBuilder::None;
};

void scan(StructureBuilder& builder) { Makefile(builder).scan(); }

}  // namespace

const LanguageSpec& make() {
    static const LanguageSpec spec = structure_spec(Language::Make, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
