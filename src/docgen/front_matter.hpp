// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What site generators read at the head of a page, and mkdocs.yml. Threading: pure.

#include <string>
#include <string_view>

namespace kompress::docgen {

/// Where a page stands among its siblings; those of equal order go by title, so that a new page moves no other.
enum class PageOrder : int { Overview = 1, Architecture = 2, Project = 3, Flows = 4, Glossary = 5, Index = 6, Module = 10, File = 20 };

/// A block of YAML between lines of `---`; `description` is Markdown of ours, its markup is dropped, and "" leaves it out.
std::string front_matter(std::string_view title, std::string_view description, PageOrder order);

/// A YAML string in double quotes, whatever the bytes.
std::string yaml_string(std::string_view text);

/// Escaped Markdown, as markdown::escape_text() makes it, as the text that it shows.
std::string plain_text(std::string_view markdown);

}  // namespace kompress::docgen
