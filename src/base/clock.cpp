// SPDX-License-Identifier: Apache-2.0
#include "kompress/clock.hpp"

namespace kompress {
namespace {

class SystemClock final : public Clock {
  public:
    Moment now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
    std::chrono::sys_seconds calendar() const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace kompress
