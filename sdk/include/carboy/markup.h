// Small pieces of HTML in which nothing can break out: what is put into them is escaped.
//
// Thread rule: plain values and functions.
#pragma once

#include <carboy/log.h>
#include <carboy/detail/printed.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// `& < > " '` as references, as markupsafe's escape.
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

// Text that is HTML already: html() puts it in as it is. A view may return it.
class Markup {
 public:
  Markup() = default;
  // Trusts the text.
  explicit Markup(std::string html) : html_(std::move(html)) {}

  Markup& operator+=(const Markup& more) {
    html_ += more.html_;
    return *this;
  }
  operator std::string_view() const { return html_; }
  bool empty() const { return html_.empty(); }

 private:
  std::string html_;
};

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

// HTML of a literal, its {} filled with the arguments, which are escaped unless they are Markup:
//   carboy::html("<p><b>{}</b> {}</p>", name, text)
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
