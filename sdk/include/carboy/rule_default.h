// Default values of a rule (Werkzeug's defaults).
//
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <string_view>

namespace carboy {

// A value for an argument of the view that is not in the text of the rule. The view takes it after
// the parameters of the rule. A route usually has a second rule in which the argument is a
// parameter:
//
//   app.get("/list/<int:page>", {"/list/", {"page", 1}}, view).endpoint("list");
//
// url_for("list", "page", 1) then returns /list/, and /list/1 is redirected to it. The value is an
// integer, a floating-point number or text, and must have the type of the view's parameter.
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

}  // namespace carboy
