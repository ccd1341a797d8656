// SPDX-License-Identifier: Apache-2.0
#include "fs/git_config.hpp"

#include <algorithm>
#include <cctype>

namespace kompress::fs {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool truth(std::string_view value) {
    const std::string word = lower(value);
    if (word == "true" || word == "yes" || word == "on") return true;
    return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos &&
           word.find_first_not_of('0') != std::string::npos;
}

/// Reads one file from front to back.
class Reader {
  public:
    Reader(std::string_view bytes, GitSettings& settings) : bytes_(bytes), settings_(settings) {
        if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    void run() {
        while (skip_blank_lines()) {
            const bool understood = bytes_[at_] == '[' ? section() : variable();
            if (!understood) return;
        }
    }

  private:
    bool more() const { return at_ < bytes_.size(); }
    void skip_blanks() {
        while (more() && is_blank(bytes_[at_])) ++at_;
    }
    void skip_line() {
        while (more() && bytes_[at_] != '\n') ++at_;
    }
    bool skip_blank_lines() {
        while (more()) {
            const char c = bytes_[at_];
            if (c == '#' || c == ';')
                skip_line();
            else if (is_blank(c) || c == '\n')
                ++at_;
            else
                return true;
        }
        return false;
    }

    /// `[core]`; a subsection makes it a section that we do not know.
    bool section() {
        bool quoted = false;
        const std::size_t begin = ++at_;
        for (; more() && bytes_[at_] != '\n'; ++at_) {
            if (quoted && bytes_[at_] == '\\')
                ++at_;
            else if (bytes_[at_] == '"')
                quoted = !quoted;
            else if (bytes_[at_] == ']' && !quoted)
                break;
        }
        if (!more() || bytes_[at_] != ']') return false;
        section_ = lower(bytes_.substr(begin, at_ - begin));
        ++at_;
        return true;
    }

    bool variable() {
        const std::size_t begin = at_;
        while (more() && (std::isalnum(static_cast<unsigned char>(bytes_[at_])) || bytes_[at_] == '-')) ++at_;
        if (at_ == begin) return false;
        const std::string name = section_ + "." + lower(bytes_.substr(begin, at_ - begin));
        skip_blanks();
        std::string text = "true";  // a name alone
        if (more() && bytes_[at_] == '=') {
            ++at_;
            if (!value(text)) return false;
        } else if (more() && bytes_[at_] != '\n' && bytes_[at_] != '#' && bytes_[at_] != ';') {
            return false;
        }
        set(name, text);
        return true;
    }

    /// The rest of the line: quotes, escapes, comments and continuation lines resolved.
    bool value(std::string& text) {
        text.clear();
        bool quoted = false;
        std::size_t keep = 0;  // trailing blanks outside quotes do not count
        skip_blanks();
        for (; more() && bytes_[at_] != '\n'; ++at_) {
            const char c = bytes_[at_];
            if (!quoted && (c == '#' || c == ';')) {
                skip_line();
                break;
            }
            if (c == '"') {
                quoted = !quoted;
                keep = text.size();
                continue;
            }
            if (c != '\\') {
                text.push_back(c);
            } else if (!escape(text)) {
                return false;
            }
            if (quoted || !is_blank(c)) keep = text.size();
        }
        text.resize(keep);
        return !quoted;
    }

    bool escape(std::string& text) {
        ++at_;
        if (!more()) return false;
        switch (bytes_[at_]) {
            case '\n':
                return true;
            case '\r':
                return at_ + 1 < bytes_.size() && bytes_[++at_] == '\n';
            case 'n':
                text.push_back('\n');
                return true;
            case 't':
                text.push_back('\t');
                return true;
            case 'b':
                text.push_back('\b');
                return true;
            case '\\':
            case '"':
                text.push_back(bytes_[at_]);
                return true;
            default:
                return false;
        }
    }

    void set(const std::string& name, const std::string& text) {
        if (name == "core.excludesfile") settings_.excludes_file = text;
        if (name == "core.ignorecase") settings_.ignore_case = truth(text);
        if (name == "extensions.objectformat") settings_.sha256 = lower(text) == "sha256";
        if (name == "extensions.worktreeconfig") settings_.worktree_config = truth(text);
    }

    std::string_view bytes_;
    GitSettings& settings_;
    std::size_t at_ = 0;
    std::string section_;
};

}  // namespace

void GitSettings::apply(std::string_view bytes) {
    Reader(bytes, *this).run();
}

}  // namespace kompress::fs
