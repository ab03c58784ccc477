// The types of the words in <carboy/model.h>.
#pragma once

#include <carboy/detail/literal.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy::model {

// A value that a field may have, and what people see instead.
struct Choice {
  std::string_view value, label;
};

enum class OnDelete { restrict, cascade, set_null };

namespace detail {

using carboy::detail::FixedText;

// The name of a table, as a literal.
struct Name {
  std::string_view text;
  template <std::size_t N>
  consteval Name(const char (&literal)[N]) : text(literal, N - 1) {}
};

// A word without an argument, with a number, with a text, with a list of texts.
template <FixedText Word>
struct Flag {};
template <FixedText Word>
struct Number {
  std::int64_t value = 0;
};
template <FixedText Word>
struct Words {
  std::string_view text;
  constexpr Words(std::string_view words) : text(words) {}
  constexpr Words(const char* words) : text(words) {}
};
template <FixedText Word, std::size_t N>
struct Names {
  std::array<std::string_view, N> names;
  std::string_view condition{};

  // Of an index and of a unique list: only rows that meet the condition take part.
  consteval Names where(const char* text) const { return {names, text}; }
};

// A word that is a flag of a field, and a list of fields for a table.
template <FixedText Word>
struct Listing {
  template <class... Fields>
  consteval Names<Word, sizeof...(Fields)> operator()(Fields... fields) const {
    return {{{std::string_view(fields)...}}};
  }
};
// The same for a table only.
template <FixedText Word>
struct TableListing {
  template <class... Fields>
  consteval Names<Word, sizeof...(Fields)> operator()(Fields... fields) const {
    return {{{std::string_view(fields)...}}};
  }
};

struct Digits {
  std::int64_t precision = 0, scale = 0;
};
struct Labels {
  std::string_view one, many;
};
struct Check {
  std::string_view name, condition;
};
template <std::size_t N>
struct Choices {
  std::array<Choice, N> values{};
  consteval explicit Choices(const Choice (&list)[N]) {
    for (std::size_t i = 0; i < N; ++i) values[i] = list[i];
  }
};

constexpr std::string_view on_delete_name(OnDelete action) {
  switch (action) {
    case OnDelete::cascade:
      return "cascade";
    case OnDelete::set_null:
      return "set_null";
    default:
      return "restrict";
  }
}

}  // namespace detail
}  // namespace carboy::model
