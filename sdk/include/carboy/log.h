// The log. A line names the extension by itself.
//
// The literal is the text to translate by; its {} take the arguments in order and are counted while
// compiling. Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/detail/literal.h>
#include <carboy/detail/printed.h>
#include <carboy/detail/runtime.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace carboy {

namespace detail {

void message_has_more_braces_than_arguments();
void message_has_fewer_braces_than_arguments();
// Stands in the message when a text that is no literal is not known while compiling.
struct message_is_not_a_literal__write_braces_and_pass_it_as_an_argument {};

template <std::size_t Count>
struct Message {
  std::string_view text;

  template <std::size_t N>
  consteval Message(const char (&literal)[N]) : text(literal) {
    check();
  }
  template <ConstantText T,
            class Otherwise = message_is_not_a_literal__write_braces_and_pass_it_as_an_argument>
  consteval Message(const T& constant, Otherwise = {}) : text(constant) {
    check();
  }
  template <RuntimeText T>
  Message(const T&) {
    static_assert(
        ConstantText<T>,
        "message_is_not_a_literal__write_braces_and_pass_it_as_an_argument: the literal is "
        "what is translated; write (\"{}\", text)");
  }

 private:
  consteval void check() const {
    std::size_t braces = 0;
    for (std::size_t at = text.find("{}"); at != std::string_view::npos;
         at = text.find("{}", at + 2)) {
      ++braces;
    }
    if (braces > Count) detail::message_has_more_braces_than_arguments();
    if (braces < Count) detail::message_has_fewer_braces_than_arguments();
  }
};

template <class... Arguments>
void log(abi::LogLevel level, std::string_view message, const Arguments&... arguments) {
  const std::array<std::string, sizeof...(Arguments)> kept{detail::printed(arguments)...};
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
