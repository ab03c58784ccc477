#include "core/base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstddef>
#include <memory>
#include <string>

#include "core/base/utf8.h"

namespace carboy::core::base {
namespace {

spdlog::logger& logger() {
  // Never destroyed: threads may log while the process ends.
  static auto* const made = [] {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto* log = new spdlog::logger("carboy", std::move(sink));
    log->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                   spdlog::pattern_time_type::utc));
    log->flush_on(spdlog::level::info);
    return log;
  }();
  return *made;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Terminals interpret C1 controls, from U+0080 on; some readers end a line at U+2028 and U+2029.
bool is_plain(CodePoint found) {
  const char32_t point = found.value;
  if (point < 0x80) return point >= 0x20 && point != 0x7f;
  return found.size > 1 && point > 0x9f && point != 0x2028 && point != 0x2029;
}

std::string on_one_line(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string line;
  line.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint found = code_point_at(text, i);
    const std::string_view bytes = text.substr(i, found.size);
    i += found.size;
    if (is_plain(found)) {
      line += bytes;
    } else if (bytes == "\n") {
      line += "\\n";
    } else {
      for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        line.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
      }
    }
  }
  return line;
}

}  // namespace

void set_log_level(LogLevel level) { logger().set_level(level_of(level)); }

void log(LogLevel level, std::string_view source, std::string_view line) {
  logger().log(level_of(level), "{} {}", source, on_one_line(line));
}

}  // namespace carboy::core::base
