// Bodies of <carboy/markup.h>.
#pragma once

#include <carboy/detail/printed.h>
#include <carboy/markup.h>

#include <cstddef>
#include <type_traits>

namespace carboy {

inline std::string escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&#34;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

namespace detail {
template <class T>
void append_escaped(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, Markup>) {
    out += std::string_view(value);
  } else {
    out += carboy::escape(detail::printed(value));
  }
}
}  // namespace detail

template <class... Arguments>
Markup html(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments) {
  std::string out;
  std::string_view rest = message.text;
  [[maybe_unused]] const auto put = [&](const auto& argument) {
    const std::size_t brace = rest.find("{}");
    out += rest.substr(0, brace);
    detail::append_escaped(out, argument);
    rest.remove_prefix(brace + 2);
  };
  (put(arguments), ...);
  out += rest;
  return Markup(std::move(out));
}

}  // namespace carboy
