// Bodies of <carboy/log.h>.
#pragma once

#include <carboy/detail/printed.h>
#include <carboy/detail/runtime.h>
#include <carboy/log.h>

#include <array>
#include <string>
#include <string_view>

namespace carboy {

namespace detail {

template <class... Arguments>
void log(LogLevel level, std::string_view message, const Arguments&... arguments) {
  const std::array<std::string, sizeof...(Arguments)> kept{detail::printed(arguments)...};
  std::array<Text, sizeof...(Arguments) + 1> texts;
  for (std::size_t i = 0; i < kept.size(); ++i) texts[i] = kept[i];
  host->log(level, message, texts.data(), kept.size());
}

}  // namespace detail

namespace log {

template <class... Arguments>
void debug(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(LogLevel::debug, message.text, arguments...);
}
template <class... Arguments>
void info(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(LogLevel::info, message.text, arguments...);
}
template <class... Arguments>
void warning(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(LogLevel::warning, message.text, arguments...);
}
template <class... Arguments>
void error(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(LogLevel::error, message.text, arguments...);
}

}  // namespace log
}  // namespace carboy
