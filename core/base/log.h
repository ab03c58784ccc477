// The host's log: one line each to standard error, in UTC.
//
//   2026-11-22T10:15:00.123Z error guestbook GET /guestbook/7 500 "division by zero"
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <string_view>

namespace carboy::core::base {

enum class LogLevel { debug, info, warning, error };

// Lines below `level` are dropped from now on. The default is info.
void set_log_level(LogLevel level);

// `who` is the extension, or "carboy". Line breaks, other control characters and what is no UTF-8
// are written as \n, \x1b ...: what a request says cannot forge a line, or command a terminal.
void log(LogLevel level, std::string_view who, std::string_view line);

}  // namespace carboy::core::base
