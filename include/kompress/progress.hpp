// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where long work reports how far it is.

#include <cstdint>
#include <string_view>

namespace kompress {

struct Progress {
    std::string_view stage;        ///< "scan", "parse", "write", …; static text
    std::uint64_t done = 0;        ///< in `unit`s
    std::uint64_t total = 0;       ///< 0: not known yet
    std::string_view unit;         ///< "files", "pages", …
    std::uint64_t bytes_done = 0, bytes_total = 0;
    std::string_view note = {};    ///< what else people want to see: tokens and money; only valid during the call
};

/// Threading: called from one thread at a time, but not always the same; must return quickly.
class ProgressSink {
  public:
    virtual ~ProgressSink() = default;
    virtual void report(const Progress& progress) = 0;
};

}  // namespace kompress
