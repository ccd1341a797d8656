// SPDX-License-Identifier: Apache-2.0
#include "pattern/syntax.hpp"

#include <vector>

namespace kompress::pattern {
namespace {

// Members of a class, after Unicode TR 18, annex C. Circled and squared letters are alphabetic but of category So.
#define KOMPRESS_WORD "\\pL\\pM\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}"
constexpr std::string_view Word = KOMPRESS_WORD;
constexpr std::string_view Digit = "\\p{Nd}";
constexpr std::string_view Space = "\\t\\n\\v\\f\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}";

std::string_view members_of(char c) {
    switch (c) {
        case 'w': case 'W': return Word;
        case 'd': case 'D': return Digit;
        case 's': case 'S': return Space;
        default: return {};
    }
}

class Translator {
  public:
    explicit Translator(std::string_view regex) : text_(regex) {}

    Result<std::string> run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n') return wrong_pattern(text_, at_, "a match cannot go beyond its line");
            if (c == '\\') {
                if (auto error = escape(); error.code != Fine) return error;
            } else if (text_.substr(at_).starts_with("(?") && !in_class_) {
                if (auto error = group(); error.code != Fine) return error;
            } else {
                track_class(c);
                out_ += c;
                ++at_;
            }
        }
        return std::move(out_);
    }

  private:
    static constexpr ErrorCode Fine = ErrorCode::Internal;  // of an Error that is none
    static Error fine() { return {Fine, {}}; }

    void track_class(char c) {
        if (!in_class_) {
            if (c != '[') return;
            in_class_ = true;
            const bool is_negated = text_.substr(at_).starts_with("[^");
            class_start_ = at_ + (is_negated ? 2 : 1);
        } else if (text_.substr(at_).starts_with("[:")) {
            const std::size_t end = text_.find(":]", at_ + 2);
            if (end == std::string_view::npos) return;
            out_ += text_.substr(at_, end + 1 - at_);  // the caller adds the ']'
            at_ = end + 1;
        } else if (c == ']' && at_ > class_start_) {
            in_class_ = false;
        }
        if (c == '[' && class_start_ == at_ + 2) out_ += text_[at_++];  // "[^": the caller adds the '^'
    }

    Error escape() {
        const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (c == 'n') return wrong_pattern(text_, at_, "a match cannot go beyond its line");
        if (c >= '1' && c <= '9' && !in_class_) return wrong_pattern(text_, at_, "back-references are not supported");
        if (c == 'Q') return quotation();
        if (const auto members = members_of(c); !members.empty() && (!in_class_ || c >= 'a')) {
            const bool is_negated = c < 'a';
            out_ += in_class_ ? std::string(members) : (is_negated ? "[^" : "[") + std::string(members) + "]";
        } else if (c == 'A' && !in_class_) {
            out_ += '^';
        } else if (c == 'z' && !in_class_) {
            out_ += '$';
        } else if ((c == '<' || c == '>') && !in_class_) {
            out_ += "\\b";
        } else if (c == 'u') {
            out_ += "\\x";
        } else {
            out_ += text_.substr(at_, 2);
        }
        at_ += 2;
        return fine();
    }

    Error quotation() {
        const std::size_t end = text_.find("\\E", at_);
        const std::size_t stop = end == std::string_view::npos ? text_.size() : end + 2;
        out_ += text_.substr(at_, stop - at_);
        at_ = stop;
        return fine();
    }

    Error group() {
        const std::string_view rest = text_.substr(at_);
        for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"})
            if (rest.starts_with(look)) return wrong_pattern(text_, at_, "look-around is not supported");
        const bool is_named = rest.starts_with("(?<");
        out_ += is_named ? "(?P<" : "(?";
        at_ += is_named ? 3 : 2;
        return fine();
    }

    std::string_view text_;
    std::size_t at_ = 0, class_start_ = 0;
    bool in_class_ = false;
    std::string out_;
};

}  // namespace

Result<std::string> translate(std::string_view regex) { return Translator(regex).run(); }

std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
        if (c == '\0') {
            out += "\\x00";
            continue;
        }
        if (!is_plain) out += '\\';
        out += c;
    }
    return out;
}

std::string whole_word(std::string_view regex) {
    return "(?:^|[^" KOMPRESS_WORD "])(" + std::string(regex) + ")(?:$|[^" KOMPRESS_WORD "])";
}

Error wrong_pattern(std::string_view regex, std::size_t at, const std::string& what) {
    return {ErrorCode::InvalidArgument, "the pattern '" + std::string(regex) + "' is wrong at column " + std::to_string(at + 1) + ": " + what +
                                            "; --fixed-strings searches for it as it stands"};
}

std::size_t lonely_parenthesis(std::string_view regex) {
    std::vector<std::size_t> open;
    bool in_class = false;
    for (std::size_t i = 0; i < regex.size(); ++i) {
        const char c = regex[i];
        if (c == '\\') {
            ++i;
        } else if (in_class) {
            in_class = c != ']';
        } else if (c == '[') {
            in_class = true;
            if (i + 1 < regex.size() && regex[i + 1] == '^') ++i;
            if (i + 1 < regex.size() && regex[i + 1] == ']') ++i;
        } else if (c == '(') {
            open.push_back(i);
        } else if (c == ')') {
            if (open.empty()) return i;
            open.pop_back();
        }
    }
    return open.empty() ? std::string_view::npos : open.back();
}

}  // namespace kompress::pattern
