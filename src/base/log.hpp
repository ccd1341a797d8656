// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The log: on stderr, quiet unless asked. The only global of the program.
///
/// Threading: any thread. spdlog stays behind this header and is touched at the first message that is shown.

#include <string>
#include <string_view>

namespace kompress {

enum class LogLevel { Debug, Info, Warning, Error, Off };

void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
void log_message(LogLevel level, std::string_view message);

inline void log_debug(std::string_view message) {
    if (log_enabled(LogLevel::Debug)) log_message(LogLevel::Debug, message);
}
inline void log_info(std::string_view message) {
    if (log_enabled(LogLevel::Info)) log_message(LogLevel::Info, message);
}
inline void log_warning(std::string_view message) {
    if (log_enabled(LogLevel::Warning)) log_message(LogLevel::Warning, message);
}

}  // namespace kompress
