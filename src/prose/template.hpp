// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The texts that go around evidence: files under prompts/, each with a version on its first line.
///
/// A change that can change answers raises the version: what was written with another one is stale. Threading: any.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kompress::prose {

enum class Template { System, Summaries, Module, Overview, Flow, Part };

struct TemplateText {
    std::string_view name;  ///< "module"
    std::string_view version, text;

    /// "module/1+1": its own version and that of the system text.
    std::string id() const;
    /// The text with each `{key}` replaced by its value.
    std::string filled(const std::vector<std::pair<std::string_view, std::string>>& values) const;
};

TemplateText template_text(Template which);

}  // namespace kompress::prose
