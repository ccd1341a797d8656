// SPDX-License-Identifier: Apache-2.0
#include "markdown/fitness.hpp"

#include <algorithm>
#include <cstddef>

namespace kompress::markdown {
namespace {

constexpr std::size_t MaxBytes = 8 * 1024 * 1024;
constexpr std::size_t MaxContainers = 32;  ///< marks of quotes and lists that open one line
constexpr std::size_t MaxColumns = 64;     ///< rows are padded to the head's width, so wide heads multiply
constexpr std::size_t MaxBrackets = 200;   ///< open at once in a paragraph; every link walks them all
/// Of the parser's walks back over marks of emphasis, one at every closing bracket: some tens of milliseconds.
constexpr std::size_t MaxSteps = 20'000'000;

std::size_t containers(std::string_view line) {
    std::size_t count = 0;
    for (const char c : line) {
        if (c == '>' || c == '-' || c == '*' || c == '+' || c == ')' || c == '.') ++count;
        else if (c != ' ' && c != '\t' && !(c >= '0' && c <= '9')) break;
    }
    return count;
}

/// A line of dashes, colons and bars is what makes the line above it the head of a table.
std::size_t columns(std::string_view line) {
    if (line.find_first_not_of("|:- \t\r>") != std::string_view::npos) return 0;
    return static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
}

/// A rule or an underline is one mark, however long.
bool is_rule(std::string_view line) {
    char mark = 0;
    for (const char c : line) {
        if (c == ' ' || c == '\t' || c == '\r') continue;
        if (mark != 0 && c != mark) return false;
        mark = c;
    }
    return mark == '-' || mark == '*';
}

/// A line that no paragraph goes on in.
bool ends_paragraph(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return true;
    if (begin > 3 || line[begin] == '\t') return false;
    const bool is_bullet = line[begin] == '-' || line[begin] == '*' || line[begin] == '+';
    return is_bullet && begin + 2 < line.size() && line[begin + 1] == ' ' && line.find_first_not_of(" \t\r", begin + 1) != std::string_view::npos;
}

/// Follows what the parser keeps on its stacks in a paragraph: brackets that are open and marks of emphasis.
class Inlines {
  public:
    bool is_fit(std::string_view line) {
        if (ends_paragraph(line)) open_ = marks_ = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (c == '\\') ++i;
            else if (c == '[' && ++open_ > MaxBrackets) return false;
            else if (c == '*' || c == '_' || c == '~') ++marks_;
            else if (c == ']') {
                if (open_ > 0) --open_;
                steps_ += marks_;
            }
        }
        return steps_ <= MaxSteps;
    }

  private:
    std::size_t open_ = 0, marks_ = 0, steps_ = 0;
};

}  // namespace

bool is_fit(std::string_view text) {
    if (text.size() > MaxBytes) return false;
    Inlines inlines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (columns(line) > MaxColumns || !inlines.is_fit(line)) return false;
        if (containers(line) > MaxContainers && !is_rule(line)) return false;
    }
    return true;
}

}  // namespace kompress::markdown
