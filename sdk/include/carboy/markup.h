// Small pieces of HTML that are safe against injection: everything put into them is escaped.
//
//   const carboy::Markup item = carboy::html("<li id=\"{}\"><b>{}</b></li>", entry.id, entry.name);
//
// Thread rule: plain values and functions, from any thread.
#pragma once

#include <carboy/detail/message.h>

#include <string>
#include <string_view>
#include <utility>

namespace carboy {

// Returns the text with & < > " and ' replaced by character references, exactly as markupsafe's
// escape does, so that it may be put into an element or a quoted attribute.
std::string escape(std::string_view text);

// A text that is HTML already, so that html() does not escape it again (markupsafe's Markup). A
// view may return it.
class Markup {
 public:
  // An empty text.
  Markup() = default;
  // Marks the text as HTML. It is trusted and not checked; never pass what a client sent.
  explicit Markup(std::string html) : html_(std::move(html)) {}

  // Appends another piece of HTML.
  Markup& operator+=(const Markup& more) {
    html_ += more.html_;
    return *this;
  }
  operator std::string_view() const { return html_; }
  bool empty() const { return html_.empty(); }

 private:
  std::string html_;
};

// Returns the literal with each {} replaced by the next argument. Arguments are escaped unless they
// are Markup. They may be text, numbers and types with text_of(), as for carboy::log.
//
//   carboy::html("<p>{}</p><ul>{}</ul>", complaint, items)
template <class... Arguments>
Markup html(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments);

}  // namespace carboy

#include <carboy/detail/markup.ipp>
