// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sends a reply as HTTP/1.1, with the delays, the fragmentation and the breaks that a fault asks for.

#include <functional>

#include "support/fake_llm/connection.hpp"
#include "support/fake_llm/provider.hpp"

namespace kompress::testing::fake_llm {

/// Called on the way, each at most once.
struct Milestones {
    std::function<void()> started;  ///< just before the first byte of the body leaves
    std::function<void()>
        finished;  ///< just before its last bytes leave; not called if it does not come to that
};

struct Delays {
    std::chrono::milliseconds before_headers{0}, before_first_event{0}, between_events{0};
};

/// The script's delays, or the fault's where it has its own.
Delays delays_of(const Script& script, const Fault& fault);

/// False if the connection cannot be used again.
bool send_reply(Connection& connection, const Exchange& exchange, const Delays& delays, bool keep_alive,
                bool head_only, const std::string& date, const Milestones& milestones);

}  // namespace kompress::testing::fake_llm
