// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The results of a batch: JSON lines in no order, read while they arrive. A line that makes no sense is a result of its
/// own, never the end of the others. Threading: a plain value.

#include <string>
#include <string_view>
#include <unordered_set>

#include "llm/batch.hpp"

namespace kompress::llm {

/// What one line says. `now` is for the limits that a provider's error may name.
BatchResult read_batch_result(const Endpoint& endpoint, std::string_view line, const PromptOfId& prompt_of, sys_seconds now);

class BatchResultReader {
  public:
    /// Borrows all of them.
    BatchResultReader(const Endpoint& endpoint, const Clock& clock, const PromptOfId& prompt_of, const BatchResultSink& sink)
        : endpoint_(endpoint), clock_(clock), prompt_of_(prompt_of), sink_(sink) {}

    /// Another file begins.
    void begin();
    /// The same file arrives once more from its start, because it broke: lines that were told are passed over.
    void begin_again();
    /// Bytes of it, cut anywhere.
    void feed(std::string_view bytes);
    /// It is all there; the last line may lack its end.
    void finish();

    const BatchCounts& counts() const { return counts_; }

  private:
    void take_line(std::string_view line);
    void tell(const BatchResult& result);

    const Endpoint& endpoint_;
    const Clock& clock_;
    const PromptOfId& prompt_of_;
    const BatchResultSink& sink_;
    std::string pending_;
    bool is_too_long_ = false;           ///< the line that is arriving is
    std::uint64_t line_ = 0, told_ = 0;  ///< in this file
    std::unordered_set<std::string> seen_;
    BatchCounts counts_;
};

}  // namespace kompress::llm
