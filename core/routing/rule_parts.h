// A rule, or the host it is for, taken apart for the matcher: one part for each text between
// slashes, and one for all the rest from a parameter on that may hold slashes.
//
// Thread rule: value types, made while rules are added and then only read.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/routing/converter.h"
#include "core/routing/pattern.h"

namespace carboy::core::routing {

// What decides which of several dynamic parts is tried first: the lower one. More literals, then
// longer ones, then more parameters, then lighter converters (Werkzeug's Weighting).
struct PartWeight {
  int literals = 0;                          // negative count
  std::vector<std::pair<int, int>> lengths;  // (index, negative length in characters)
  int parameters = 0;                        // negative count
  std::vector<int> converters;

  auto tied() const { return std::tie(literals, lengths, parameters, converters); }
  friend bool operator<(const PartWeight& a, const PartWeight& b) { return a.tied() < b.tied(); }
  friend bool operator==(const PartWeight& a, const PartWeight& b) { return a.tied() == b.tied(); }
};

struct RulePart {
  std::string content;  // the text of a static part; the expression of a dynamic one
  bool is_static = true;
  bool is_final = false;          // takes all the rest of the path, slashes included
  bool may_end_in_slash = false;  // final, and the rule ends with a slash behind it
  PartWeight weight;
  std::vector<Element> elements;  // of a dynamic part

  // The matcher has one edge for parts that are the same.
  bool is_same_as(const RulePart& other) const;
};

struct RuleParameter {
  std::string name;
  std::shared_ptr<const Converter> converter;
};

// The rule in the order it is written, for building URLs.
struct TracePiece {
  bool is_parameter = false;
  std::string text;
  friend bool operator==(const TracePiece&, const TracePiece&) = default;
};

struct RuleParts {
  std::vector<RulePart> parts;  // at least one
  std::vector<TracePiece> trace;
  std::vector<RuleParameter> parameters;
};

// Throws RuleError: what parse_rule_text() throws, an unknown converter, arguments that it refuses.
RuleParts take_apart(std::string_view text, bool merge_slashes, const Converters& converters);

}  // namespace carboy::core::routing
