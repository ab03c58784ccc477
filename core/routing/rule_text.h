// The grammar of rules: slashes, literal text, and parameters `<name>`, `<converter:name>`,
// `<converter(arguments):name>`. Names are ASCII letters, digits and `_`, not beginning with a
// digit.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace carboy::core::routing {

// What is wrong with a rule, and where.
class RuleError : public base::Error {
 public:
  // The text says: `text`, its column (in characters, from 1) at byte `offset`, and the problem.
  RuleError(std::string_view text, std::size_t offset, std::string_view problem);
  std::size_t column() const noexcept { return column_; }

 private:
  std::size_t column_;
};

struct RulePiece {
  enum class Kind { slash, literal, parameter };
  Kind kind = Kind::slash;
  std::size_t offset = 0;      // of the piece in the rule, in bytes
  std::string_view text;       // of a literal; the name of a parameter
  std::string_view converter;  // empty when none is named
  std::string_view arguments;  // between the parentheses
  std::size_t arguments_offset = 0;
  std::string_view whole;  // the converter with its arguments, as written
};

// The pieces of a rule, borrowed from `text`. Slashes in a row are one when `merge_slashes`.
// Throws RuleError for a parameter that is not one.
std::vector<RulePiece> parse_rule_text(std::string_view text, bool merge_slashes);

}  // namespace carboy::core::routing
