// The log. A line names the extension by itself.
//
// The literal is the text to translate by; its {} take the arguments in order and are counted while
// compiling. Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/runtime.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace carboy {

namespace detail {

void message_has_more_braces_than_arguments();
void message_has_fewer_braces_than_arguments();

template <std::size_t Count>
struct Message {
  std::string_view text;

  template <class Literal>
    requires std::convertible_to<const Literal&, std::string_view>
  consteval Message(const Literal& literal) : text(literal) {
    std::size_t braces = 0;
    for (std::size_t at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2)) ++braces;
    if (braces > Count) detail::message_has_more_braces_than_arguments();
    if (braces < Count) detail::message_has_fewer_braces_than_arguments();
  }
};

// An argument's text: text itself, a number printed, or what text_of(x) beside its type says.
inline std::string message_text(std::string_view text) { return std::string(text); }
inline std::string message_text(const char* text) { return text; }
inline std::string message_text(const std::string& text) { return text; }
inline std::string message_text(bool value) { return value ? "true" : "false"; }
template <class T>
  requires std::is_arithmetic_v<T>
std::string message_text(T number) {
  return std::to_string(number);
}
template <class T>
  requires requires(const T& value) { std::string_view(text_of(value)); }
std::string message_text(const T& value) {
  return std::string(std::string_view(text_of(value)));
}

template <class... Arguments>
void log(abi::LogLevel level, std::string_view message, const Arguments&... arguments) {
  const std::array<std::string, sizeof...(Arguments)> kept{detail::message_text(arguments)...};
  std::array<Text, sizeof...(Arguments) + 1> texts;
  for (std::size_t i = 0; i < kept.size(); ++i) texts[i] = kept[i];
  host->log(level, message, texts.data(), kept.size());
}

}  // namespace detail

namespace log {

template <class... Arguments>
void debug(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(abi::LogLevel::debug, message.text, arguments...);
}
template <class... Arguments>
void info(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(abi::LogLevel::info, message.text, arguments...);
}
template <class... Arguments>
void warning(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(abi::LogLevel::warning, message.text, arguments...);
}
template <class... Arguments>
void error(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  detail::log(abi::LogLevel::error, message.text, arguments...);
}

}  // namespace log
}  // namespace carboy
