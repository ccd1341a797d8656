// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What prose a repository wants, in the order in which it is best asked for.
///
/// Modules come bottom-up over their dependencies (cycles collapsed; Tarjan, 1972), so that the guide of one can say what
/// those below it are for; then the introduction, the main flows, and the summaries of definitions without a comment, most
/// central first: a run that is cut short has covered what matters. Threading: pure.

#include <string>
#include <vector>

#include "prose/slot.hpp"
#include "prose/sources.hpp"
#include "prose/subject.hpp"
#include "prose/template.hpp"

namespace kompress::prose {

struct Settings {
    std::string audience = "engineers who use or change this code";
    std::string language = "English";
    std::string instructions;     ///< the user's own, added to the rules
    bool with_summaries = true;   ///< of definitions
    bool describe_all = false;    ///< also definitions that have a comment
    std::string model;            ///< whose tokens are counted
    /// Guides in one wave, without sentences on the modules below: in batches each wave takes hours.
    bool is_flat = false;

    /// Of what changes every answer.
    std::string digest() const;
};

/// One thing that is asked for.
struct Ask {
    Template which = Template::Module;
    std::vector<std::string> slots;  ///< that it fills
    /// Hash of what the answer rests on: semantic hashes, signatures without their spaces, names, dependencies. Comments and
    /// layout are no part of it.
    std::string rests_on;
    std::string label;   ///< for people: "module src/net"
    std::string module;  ///< Module
    std::size_t file = 0, definition = 0;  ///< Flow, Summaries; a flow's definition is the index in the file's outline
    double rank = 0;     ///< higher comes first
};

/// The asks of a wave need answers of earlier waves only.
using Wave = std::vector<Ask>;

std::vector<Wave> make_plan(const Repository& repository, const EdgeTable& edges, Sources& sources, const Settings& settings);

/// Where the text of a definition stands: of what a header only declares, where it is defined, if one place is clear.
struct Place {
    std::string path;
    std::size_t file = static_cast<std::size_t>(-1);  ///< index into Repository::files; -1 when it is none of them
    std::uint32_t line = 0, end_line = 0;
    std::uint64_t semantic_hash = 0;
};
Place place_of(const Repository& repository, Sources& sources, std::size_t file, const Definition& definition);

/// Definitions that are called, directly or not, from lines of a file: breadth first, at most `limit`, only of source files.
struct Step {
    std::size_t file = 0;
    std::uint32_t line = 0;     ///< of the name
    std::size_t caller = 0;     ///< index into the steps; the first has itself
    std::uint32_t depth = 0, call_line = 0;
};
std::vector<Step> steps_from(const Repository& repository, const EdgeTable& edges, Sources& sources, std::size_t file, std::uint32_t name_line, std::size_t limit);

}  // namespace kompress::prose
