// SPDX-License-Identifier: Apache-2.0
#include "prose/model_text.hpp"

#include <algorithm>
#include <array>

#include "markdown/text.hpp"

namespace kompress::prose {
namespace {

constexpr std::size_t MaxTextBytes = 64 * 1024, MaxBlocks = 400, MaxSummaryBytes = 240, MaxPathBytes = 1024;
constexpr std::uint32_t MaxDepth = 3;

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (is_space(text.front()) || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (is_space(text.back()) || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

bool read_number(std::string_view text, std::size_t& at, std::uint32_t& number) {
    const std::size_t begin = at;
    std::uint64_t value = 0;
    for (; at < text.size() && is_digit(text[at]) && value < 100'000'000; ++at) value = value * 10 + static_cast<std::uint64_t>(text[at] - '0');
    number = static_cast<std::uint32_t>(value);
    return at > begin;
}

/// Bytes of the run of backticks at `at`, and where the equal run begins that closes it; npos when none does.
std::pair<std::size_t, std::size_t> code_span_at(std::string_view text, std::size_t at) {
    std::size_t run = 0;
    while (at + run < text.size() && text[at + run] == '`') ++run;
    // Looking for the end of each of many unclosed runs would be quadratic; spans of names are short.
    const std::size_t limit = std::min(text.size(), at + run + 2000);
    for (std::size_t i = at + run; i < limit;) {
        if (text[i] != '`') {
            ++i;
            continue;
        }
        std::size_t other = 0;
        while (i + other < text.size() && text[i + other] == '`') ++other;
        if (other == run) return {run, i};
        i += other;
    }
    return {run, std::string_view::npos};
}

/// The words of `[words](target)` or `![words](target)` at the '['; npos when it is no link. `end` is behind the ')'.
std::size_t link_at(std::string_view text, std::size_t at, std::size_t& end) {
    const std::size_t close = text.substr(0, std::min(text.size(), at + 1000)).find(']', at);
    if (close == std::string_view::npos || close + 1 >= text.size() || text[close + 1] != '(') return std::string_view::npos;
    std::size_t depth = 0;
    for (std::size_t paren = close + 1; paren < std::min(text.size(), close + 3000); ++paren) {
        if (text[paren] == '(') ++depth;
        if (text[paren] != ')' || --depth > 0) continue;
        end = paren + 1;
        return close;
    }
    return std::string_view::npos;
}

/// Bytes of an address ("https://…", "www.…") that begins here; 0 for none.
std::size_t address_at(std::string_view text, std::size_t at) {
    if (at > 0 && is_word(text[at - 1])) return 0;
    const std::string_view rest = text.substr(at, 2000);
    const bool begins = rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("ftp://") || rest.starts_with("www.") || rest.starts_with("mailto:");
    if (!begins) return 0;
    std::size_t size = 0;
    while (size < rest.size() && static_cast<unsigned char>(rest[size]) > 0x20 && std::string_view("`<>\"*[]").find(rest[size]) == std::string_view::npos) ++size;
    while (size > 0 && std::string_view(".,;:!?)").find(rest[size - 1]) != std::string_view::npos) --size;
    return size;
}

/// Blocks that forges and sites draw instead of showing.
bool is_drawn(std::string_view language) {
    static constexpr std::array<std::string_view, 9> Drawn{"mermaid", "geojson", "topojson", "stl", "math", "dot", "graphviz", "plantuml", "svg"};
    return std::find(Drawn.begin(), Drawn.end(), language) != Drawn.end();
}

/// Inline text without emphasis, links and images; code spans and citations as they are.
std::string plain_inline(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (const std::size_t address = address_at(text, i); address > 0) {
            // Forges make links of bare addresses. As code they stay text, and are checked as names are.
            out += '`';
            out.append(text.substr(i, address));
            out += '`';
            i += address;
        } else if (c == '`') {
            const auto [run, close] = code_span_at(text, i);
            const std::size_t end = close == std::string_view::npos ? i + run : close + run;
            if (close != std::string_view::npos) out.append(text.substr(i, end - i));
            i = end;
        } else if (c == '!' && i + 1 < text.size() && text[i + 1] == '[') {
            ++i;
        } else if (c == '[') {
            std::size_t size = 0, end = 0;
            read_citation(text, i, size);
            const std::size_t close = link_at(text, i, end);
            if (size > 0 && (close == std::string_view::npos || close != i + size - 1)) {
                out.append(text.substr(i, size));
                i += size;
            } else if (close != std::string_view::npos) {
                if (size > 0) out.append(text.substr(i, size));
                else out += plain_inline(text.substr(i + 1, std::min<std::size_t>(close - i - 1, 1000)));
                i = end;
            } else {
                out += c;
                ++i;
            }
        } else if (c == '*' || (c == '_' && (i == 0 || !is_word(text[i - 1]) || i + 1 >= text.size() || !is_word(text[i + 1])))) {
            // Emphasis; a multiplication between spaces stays.
            const bool is_alone = i > 0 && is_space(text[i - 1]) && i + 1 < text.size() && is_space(text[i + 1]);
            if (is_alone) out += c;
            ++i;
        } else {
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
            ++i;
        }
    }
    return out;
}

bool is_abbreviation(std::string_view text, std::size_t dot) {
    static constexpr std::array<std::string_view, 8> Known{"e.g", "i.e", "etc", "vs", "cf", "approx", "resp", "no"};
    std::size_t begin = dot;
    while (begin > 0 && (is_word(text[begin - 1]) || text[begin - 1] == '.')) --begin;
    const std::string_view word = text.substr(begin, dot - begin);
    return std::find(Known.begin(), Known.end(), word) != Known.end();
}

/// Where the sentence that begins at `at` ends; citations behind its full stop belong to it.
std::size_t sentence_end(std::string_view text, std::size_t at) {
    for (std::size_t i = at; i < text.size();) {
        if (text[i] == '`') {
            const auto [run, close] = code_span_at(text, i);
            i = close == std::string_view::npos ? i + run : close + run;
            continue;
        }
        if (text[i] == '[') {
            std::size_t size = 0;
            read_citation(text, i, size);
            if (size > 0) {
                i += size;
                continue;
            }
        }
        const bool ends = (text[i] == '.' || text[i] == '!' || text[i] == '?') && (i + 1 >= text.size() || is_space(text[i + 1])) && !is_abbreviation(text, i);
        ++i;
        if (!ends) continue;
        for (;;) {
            std::size_t next = i, size = 0;
            while (next < text.size() && is_space(text[next])) ++next;
            if (next < text.size() && text[next] == '[') read_citation(text, next, size);
            if (size == 0) break;
            i = next + size;
            if (i < text.size() && text[i] == '.') ++i;
        }
        return i;
    }
    return text.size();
}

Sentence read_sentence(std::string_view text) {
    Sentence sentence;
    sentence.text = trimmed(text);
    const std::string_view all = sentence.text;
    for (std::size_t i = 0; i < all.size();) {
        if (all[i] == '`') {
            const auto [run, close] = code_span_at(all, i);
            if (close == std::string_view::npos) {
                i += run;
                continue;
            }
            sentence.names.emplace_back(trimmed(all.substr(i + run, close - i - run)));
            i = close + run;
        } else if (all[i] == '[') {
            std::size_t size = 0;
            Citation citation = read_citation(all, i, size);
            if (size > 0) sentence.citations.push_back(std::move(citation));
            i += std::max<std::size_t>(size, 1);
        } else {
            ++i;
        }
    }
    return sentence;
}

std::vector<Sentence> read_sentences(std::string_view text) {
    const std::string plain = plain_inline(text);
    std::vector<Sentence> sentences;
    for (std::size_t at = 0; at < plain.size();) {
        const std::size_t end = sentence_end(plain, at);
        Sentence sentence = read_sentence(std::string_view(plain).substr(at, end - at));
        if (!sentence.text.empty()) sentences.push_back(std::move(sentence));
        at = end;
    }
    return sentences;
}

/// What a line begins: bytes of the marker of a list item, or 0.
std::size_t item_marker(std::string_view line, bool& is_numbered) {
    if (line.size() >= 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && is_space(line[1])) {
        is_numbered = false;
        return 2;
    }
    std::size_t digits = 0;
    while (digits < line.size() && digits < 4 && is_digit(line[digits])) ++digits;
    if (digits > 0 && digits + 1 < line.size() && (line[digits] == '.' || line[digits] == ')') && is_space(line[digits + 1])) {
        is_numbered = true;
        return digits + 2;
    }
    return 0;
}

bool is_rule(std::string_view line) {
    return line.size() >= 3 && line.find_first_not_of("-=*_ ") == std::string_view::npos;
}

class BlockReader {
  public:
    std::vector<Block> take(std::string_view text) {
        for (std::size_t at = 0; at < text.size() && blocks_.size() < MaxBlocks;) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            line(text.substr(at, end - at));
            at = end + 1;
        }
        if (in_code_) end_code();
        end_block();
        return std::move(blocks_);
    }

  private:
    void line(std::string_view whole) {
        std::string_view text = trimmed(whole);
        if (in_code_) {
            if (text.starts_with(fence_) && text.find_first_not_of(fence_[0]) == std::string_view::npos) return end_code();
            code_.append(whole.substr(0, whole.find('\r'))) += '\n';
            return;
        }
        if (text.starts_with("```") || text.starts_with("~~~")) return begin_code(text);
        while (text.starts_with('>')) text = trimmed(text.substr(1));
        if (text.empty() || is_rule(text)) return end_block();
        if (text.starts_with('#')) {
            end_block();
            text = trimmed(text.substr(std::min(text.find_first_not_of('#'), text.size())));
            pending_ = text;
            kind_ = Block::Kind::Paragraph;
            return end_block();
        }
        bool is_numbered = false;
        if (const std::size_t marker = item_marker(text, is_numbered); marker > 0) {
            end_block();
            kind_ = is_numbered ? Block::Kind::NumberedItem : Block::Kind::Item;
            const std::size_t indent = whole.find_first_not_of(" \t");
            // Models indent by two, three or four: what counts is whether an item stands further in than the one above.
            const bool is_in_list = !blocks_.empty() && (blocks_.back().kind == Block::Kind::Item || blocks_.back().kind == Block::Kind::NumberedItem);
            if (!is_in_list) indents_.clear();
            while (!indents_.empty() && indents_.back() >= indent) indents_.pop_back();
            depth_ = std::min(static_cast<std::uint32_t>(indents_.size()), MaxDepth);
            indents_.push_back(indent);
            text = trimmed(text.substr(marker));
        }
        if (!pending_.empty()) pending_ += ' ';
        pending_ += text;
    }

    void begin_code(std::string_view text) {
        end_block();
        std::size_t run = 0;
        while (run < text.size() && text[run] == text[0]) ++run;
        fence_.assign(run, text[0]);
        language_.clear();
        for (const char c : trimmed(text.substr(run)))
            if ((is_word(c) && static_cast<unsigned char>(c) < 0x80) || c == '+' || c == '#' || c == '-') language_ += c;
            else break;
        if (language_.size() > 20) language_ = "text";
        in_code_ = true;
    }
    void end_code() {
        in_code_ = false;
        Block block;
        block.kind = Block::Kind::Code;
        block.code = std::move(code_);
        block.language = language_;
        code_.clear();
        if (!block.code.empty()) blocks_.push_back(std::move(block));
    }
    void end_block() {
        Block block;
        block.kind = kind_;
        block.depth = kind_ == Block::Kind::Paragraph ? 0 : depth_;
        block.sentences = read_sentences(pending_);
        if (!block.sentences.empty()) blocks_.push_back(std::move(block));
        pending_.clear();
        kind_ = Block::Kind::Paragraph;
        depth_ = 0;
    }

    std::vector<Block> blocks_;
    std::string pending_, fence_, code_, language_;
    Block::Kind kind_ = Block::Kind::Paragraph;
    std::uint32_t depth_ = 0;
    std::vector<std::size_t> indents_;  ///< of the items around this one
    bool in_code_ = false;
};

/// Text between code spans and citations, escaped; those as they are.
std::string render_sentence(const std::string& sentence) {
    const std::string_view text = sentence;
    std::string out, words;
    const auto flush = [&] {
        out += markdown::escape_text(words);
        words.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '`') {
            const auto [run, close] = code_span_at(text, i);
            if (close == std::string_view::npos) {
                i += run;
                continue;
            }
            flush();
            out += markdown::code_span(trimmed(text.substr(i + run, close - i - run)));
            i = close + run;
            continue;
        }
        std::size_t size = 0;
        if (text[i] == '[') read_citation(text, i, size);
        if (size > 0) {
            flush();
            if (out.ends_with('!')) out += ' ';  // no image
            out.append(text.substr(i, size));
            i += size;
            // What follows must not make a link of it.
            if (i < text.size() && (text[i] == '(' || text[i] == '[' || text[i] == ':')) out += ' ';
            continue;
        }
        words += text[i++];
    }
    flush();
    return out;
}

}  // namespace

Citation read_citation(std::string_view text, std::size_t at, std::size_t& size) {
    size = 0;
    Citation citation;
    // A path may hold brackets itself: `[app/[slug]/page.tsx:12]`.
    std::size_t close = at, depth = 0;
    for (const std::size_t end = std::min(text.size(), at + MaxPathBytes);; ++close) {
        if (close >= end || text[close] == '\n' || text[close] == '`') return {};
        if (text[close] == '[') ++depth;
        else if (text[close] == ']' && --depth == 0) break;
    }
    const std::size_t colon = text.rfind(':', close);
    if (colon == std::string_view::npos || colon <= at + 1) return {};
    citation.path = text.substr(at + 1, colon - at - 1);
    std::size_t place = colon + 1;
    if (place < close && text[place] == 'L') ++place;
    if (!read_number(text, place, citation.line)) return {};
    citation.end_line = citation.line;
    if (place < close && text[place] == '-') {
        ++place;
        if (place < close && text[place] == 'L') ++place;
        if (!read_number(text, place, citation.end_line)) return {};
    }
    if (place != close) return {};
    size = close + 1 - at;
    return citation;
}

std::vector<Block> read_model_text(std::string_view text) { return BlockReader().take(text.substr(0, MaxTextBytes)); }

namespace {

std::string join_blocks(const std::vector<Block>& blocks, bool is_escaped) {
    std::string out;
    std::array<std::uint32_t, MaxDepth + 1> numbers{};
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Block& block = blocks[i];
        const bool is_item = block.kind == Block::Kind::Item || block.kind == Block::Kind::NumberedItem;
        const bool was_item = i > 0 && (blocks[i - 1].kind == Block::Kind::Item || blocks[i - 1].kind == Block::Kind::NumberedItem);
        if (!out.empty() && !(is_item && was_item)) out += '\n';
        if (!(is_item && was_item)) numbers.fill(0);
        if (block.kind == Block::Kind::Code) {
            out += markdown::code_block(std::string_view(block.code).substr(0, block.code.find_last_not_of('\n') + 1), is_drawn(block.language) ? "text" : block.language);
            continue;
        }
        if (is_item) {
            out.append(block.depth * 3, ' ');
            if (block.kind == Block::Kind::NumberedItem) out += std::to_string(++numbers[block.depth]) + ". ";
            else out += "- ";
            for (std::size_t deeper = block.depth + 1; deeper < numbers.size(); ++deeper) numbers[deeper] = 0;
        }
        for (std::size_t s = 0; s < block.sentences.size(); ++s) {
            std::string text = is_escaped ? render_sentence(block.sentences[s].text) : block.sentences[s].text;
            // What would begin a block of another kind at the start of a line does not.
            if (is_escaped && s == 0 && !text.empty() && (text[0] == '#' || text[0] == '+' || text[0] == '-' || text[0] == '=' || text[0] == '>')) text.insert(0, "\\");
            out += (s == 0 ? "" : " ") + text;
        }
        out += '\n';
    }
    return out;
}

}  // namespace

std::string render_blocks(const std::vector<Block>& blocks) { return join_blocks(blocks, true); }
std::string plain_blocks(const std::vector<Block>& blocks) { return join_blocks(blocks, false); }

std::string plain_summary(std::string_view text) {
    const std::vector<Block> blocks = read_model_text(text);
    for (const Block& block : blocks) {
        if (block.sentences.empty()) continue;
        std::string out;
        const std::string& from = block.sentences.front().text;
        for (std::size_t i = 0; i < from.size();) {
            std::size_t size = 0;
            if (from[i] == '[') read_citation(from, i, size);
            const bool closes = from[i] == '.' || from[i] == ',' || from[i] == ';';
            if (closes && !out.empty() && out.back() == ' ') out.pop_back();
            if (size > 0) i += size;
            else if (from[i] == '`') ++i;
            else out += from[i++];
        }
        while (!out.empty() && is_space(out.back())) out.pop_back();
        if (out.size() > MaxSummaryBytes) {
            std::size_t end = MaxSummaryBytes;
            while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
            out.resize(end);
            out += "…";
        }
        return out;
    }
    return {};
}

}  // namespace kompress::prose
