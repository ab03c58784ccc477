// A value for an argument that a rule does not have in its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy {

// {"page", 1} in app.get({"/books/", {"page", 1}}, view): the view gets it behind the rule's
// parameters, and url_for(endpoint, "page", 1) gives this rule (Werkzeug's defaults).
struct RuleDefault {
  enum class Kind : unsigned char { none, integer, number, text };

  std::string_view name;
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  double number = 0;
  std::string_view text;

  constexpr RuleDefault() = default;
  constexpr RuleDefault(std::string_view argument, int value)
      : name(argument), kind(Kind::integer), integer(value) {}
  constexpr RuleDefault(std::string_view argument, std::int64_t value)
      : name(argument), kind(Kind::integer), integer(value) {}
  constexpr RuleDefault(std::string_view argument, double value)
      : name(argument), kind(Kind::number), number(value) {}
  constexpr RuleDefault(std::string_view argument, const char* value)
      : name(argument), kind(Kind::text), text(value) {}
};

// Those of one rule.
struct RuleDefaults {
  static constexpr std::size_t kMost = 4;
  RuleDefault values[kMost];
  std::size_t count = 0;

  constexpr RuleDefaults() = default;
  constexpr RuleDefaults(RuleDefault a, RuleDefault b, RuleDefault c, RuleDefault d)
      : values{a, b, c, d} {
    while (count < kMost && values[count].kind != RuleDefault::Kind::none) ++count;
  }
};

}  // namespace carboy
