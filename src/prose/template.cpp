// SPDX-License-Identifier: Apache-2.0
#include "prose/template.hpp"

extern "C" {
extern const char kompress_prompt_system[], kompress_prompt_summaries[], kompress_prompt_module[], kompress_prompt_overview[],
    kompress_prompt_flow[], kompress_prompt_part[];
}

namespace kompress::prose {
namespace {

TemplateText read(std::string_view name, std::string_view file) {
    constexpr std::string_view Mark = "version ";
    const std::size_t end = file.find('\n');
    return {name, file.substr(Mark.size(), end - Mark.size()), file.substr(end + 1)};
}

}  // namespace

TemplateText template_text(Template which) {
    switch (which) {
        case Template::System: return read("system", kompress_prompt_system);
        case Template::Summaries: return read("summaries", kompress_prompt_summaries);
        case Template::Module: return read("module", kompress_prompt_module);
        case Template::Overview: return read("overview", kompress_prompt_overview);
        case Template::Flow: return read("flow", kompress_prompt_flow);
        case Template::Part: return read("part", kompress_prompt_part);
    }
    return {};
}

std::string TemplateText::id() const { return std::string(name) + "/" + std::string(version) + "+" + std::string(template_text(Template::System).version); }

std::string TemplateText::filled(const std::vector<std::pair<std::string_view, std::string>>& values) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find('{', at);
        out.append(text.substr(at, open - at));
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('}', open);
        const std::string_view key = text.substr(open + 1, close - open - 1);
        for (const auto& [known, value] : values)
            if (known == key) out += value;
        at = close + 1;
    }
    return out;
}

}  // namespace kompress::prose
