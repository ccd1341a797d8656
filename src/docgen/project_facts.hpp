// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What build and project files offer: programs, commands, targets, read from their structure in the index.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/facts_codec.hpp"

namespace kompress::docgen {

struct ProjectFact {
    enum class Kind : std::uint8_t { Program, Command, Target, Job };
    Kind kind = Kind::Program;
    std::string path, name, does;  ///< `does`: what it runs or is, as the file has it; one line
    std::uint32_t line = 0, end_line = 0;
};

/// True for files that project_facts() reads.
bool is_project_file(std::string_view path);
/// Facts of one file in its order: scripts and `bin` of package.json, scripts of pyproject.toml, `[[bin]]` of Cargo.toml,
/// targets of CMake and make, stages of Dockerfiles, services of compose files, jobs of workflows. At most 200.
std::vector<ProjectFact> project_facts(const std::string& path, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces);

}  // namespace kompress::docgen
