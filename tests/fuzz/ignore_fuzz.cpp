// SPDX-License-Identifier: Apache-2.0
/// Ignore rules under arbitrary rule files and paths.
///
/// Input: one byte of options, the rule file, a line "\xff\n", paths one a line. Besides crashes and hangs
/// it checks that the indexed lookup finds the same line as asking each rule by itself.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fs/rule_set.hpp"

namespace {

using namespace kompress::fs;

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// The last line that matches when each is a rule file of its own; 0 when none does.
std::uint32_t last_match(const std::vector<std::shared_ptr<const RuleSet>>& singles, std::string_view path,
                         std::string_view name, bool is_directory) {
    for (std::size_t i = singles.size(); i > 0; --i)
        if (singles[i - 1]->find(path, name, is_directory)) return static_cast<std::uint32_t>(i);
    return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 4096) return 0;
    const bool ignore_case = data[0] & 1, is_directory = data[0] & 2;
    std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto cut = text.find("\xff\n");
    if (cut == std::string_view::npos) return 0;
    auto rules_text = text.substr(0, cut);
    const auto paths = lines_of(text.substr(cut + 2));

    const auto rules = RuleSet::parse(rules_text, "fuzz", ignore_case);
    if (rules_text.starts_with("\xEF\xBB\xBF")) rules_text.remove_prefix(3);
    std::vector<std::shared_ptr<const RuleSet>> singles;
    for (const auto line : lines_of(rules_text)) {
        if (line.starts_with("\xEF\xBB\xBF")) return 0;  // would be a mark again when alone
        singles.push_back(RuleSet::parse(line, "fuzz", ignore_case));
    }
    for (const auto path : paths) {
        const auto name = path.substr(path.rfind('/') + 1);
        const Rule* found = rules->find(path, name, is_directory);
        if ((found ? found->line : 0) != last_match(singles, path, name, is_directory)) std::abort();
    }
    return 0;
}
