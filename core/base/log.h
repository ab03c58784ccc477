// The host's log: one line each to standard error, in UTC.
//
//   2026-11-22T10:15:00.123Z error guestbook GET /guestbook/7 500 "division by zero"
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <string_view>

namespace carboy::core::base {

enum class LogLevel { debug, info, warning, error };

// Drops lines below `level`. The default is info.
void set_log_level(LogLevel level);

// Writes a line. `source` is the extension, or "carboy". Line breaks, other control characters and
// malformed UTF-8 are written as \n, \x1b ..., so that text from a request cannot forge a line or
// send commands to a terminal.
void log(LogLevel level, std::string_view source, std::string_view line);

}  // namespace carboy::core::base
