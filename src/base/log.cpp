// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

namespace kompress {
namespace {

std::atomic<LogLevel> threshold{LogLevel::Warning};

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("kompress", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%H:%M:%S.%e %l %v");
        made->set_level(spdlog::level::trace);
        return made;
    }();
    return *instance;
}

}  // namespace

void set_log_level(LogLevel level) { threshold.store(level, std::memory_order_relaxed); }

bool log_enabled(LogLevel level) { return level >= threshold.load(std::memory_order_relaxed); }

void log_message(LogLevel level, std::string_view message) {
    if (!log_enabled(level)) return;
    static constexpr spdlog::level::level_enum Levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                           spdlog::level::err, spdlog::level::off};
    logger().log(Levels[static_cast<int>(level)], spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace kompress
