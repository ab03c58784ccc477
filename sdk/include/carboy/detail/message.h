// Messages whose {} are counted while the extension is compiled.
#pragma once

#include <carboy/detail/literal.h>

#include <cstddef>
#include <string_view>

namespace carboy::detail {

// These are only declared: a call during compilation stops the compiler, which prints the name.
void message_has_more_braces_than_arguments();
void message_has_fewer_braces_than_arguments();
// The compiler prints this name if a text is neither a literal nor known while compiling.
struct message_is_not_a_literal__write_braces_and_pass_it_as_an_argument {};

// A text that is known while compiling, with `Count` braces.
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

}  // namespace carboy::detail
