// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The prose of an output directory, with what each slot rests on: kept beside the pages, so that it can be committed with
/// them, and so that a run asks only for what became stale.
///
/// A file of JSON lines, by slot; its first line says how the prose was asked for. Threading: pure.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "prose/plan.hpp"
#include "prose/slot.hpp"

namespace kompress::prose {

inline constexpr const char* KeptFileName = "kompress-prose.jsonl";

struct KeptSlot {
    std::string source;  ///< as a model would have written it
    SlotText text;       ///< what comes of it: see set_source()
    std::string rests_on, template_id, model;
    std::uint32_t checked = 0, removed = 0;  ///< claims
    std::uint32_t parts = 0;                 ///< in how many parts the target was read; 0: whole

    /// Whoever wrote it, a model or an editor of the file: it is read and rendered in one way.
    void set_source(std::string text);
};

struct Kept {
    std::string audience, language, instructions, model;  ///< as the last run asked; "" when there was none
    bool describe_all = false;
    std::map<std::string, KeptSlot> slots;

    SlotTexts texts() const;
};

/// Lines that do not read are passed over: their slots are asked for again.
Kept read_kept(std::string_view text);
std::string write_kept(const Kept& kept);

/// Why the slot must be written anew, in a few words; "" when it is current. `model`: "" leaves the model out of it.
std::string why_stale(const Kept& kept, const std::string& slot, const Ask& ask, const std::string& model);

}  // namespace kompress::prose
