// One rule of a map: its grammar, the parts that the matcher sees, and the rule itself with all
// options, ready for matching and building.
//
// Thread rule: value types and plain functions. A Rule is immutable; any thread may read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/routing/converter.h"
#include "core/routing/methods.h"
#include "core/routing/pattern.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// What is wrong with the text of a rule, and where.
class RuleError : public base::Error {
 public:
  // The message names `text`, its column (in characters, from 1) at byte `offset`, and the problem.
  RuleError(std::string_view text, std::size_t offset, std::string_view problem);
  std::size_t column() const noexcept { return column_; }

 private:
  std::size_t column_;
};

// A piece of a rule's text: a slash, literal text, or a parameter `<name>`, `<converter:name>` or
// `<converter(arguments):name>`. Names are ASCII letters, digits and `_`, and do not begin with a
// digit.
struct RulePiece {
  enum class Kind { slash, literal, parameter };
  Kind kind = Kind::slash;
  std::size_t offset = 0;      // of the piece in the rule, in bytes
  std::string_view text;       // of a literal; the name of a parameter
  std::string_view converter;  // empty if the parameter names none
  std::string_view arguments;  // between the parentheses
  std::size_t arguments_offset = 0;
  std::string_view whole;  // the converter with its arguments, as written
};

// Returns the pieces of a rule, borrowed from `text`. If `merge_slashes`, several slashes in a row
// are one. Throws RuleError for a malformed parameter.
std::vector<RulePiece> parse_rule_text(std::string_view text, bool merge_slashes);

// Decides which of several dynamic parts is tried first: the lower one. More literals come first,
// then longer ones, then more parameters, then lighter converters (Werkzeug's Weighting).
struct PartWeight {
  int literals = 0;                          // negative count
  std::vector<std::pair<int, int>> lengths;  // (index, negative length in characters)
  int parameters = 0;                        // negative count
  std::vector<int> converters;

  auto tied() const { return std::tie(literals, lengths, parameters, converters); }
  friend bool operator<(const PartWeight& a, const PartWeight& b) { return a.tied() < b.tied(); }
  friend bool operator==(const PartWeight& a, const PartWeight& b) { return a.tied() == b.tied(); }
};

// What the matcher compares with a part of a path: the text between two slashes, or all the rest
// from a parameter on that may hold slashes.
struct RulePart {
  std::string content;  // the text of a static part; the expression of a dynamic one
  bool is_static = true;
  bool is_final = false;          // takes all the rest of the path, slashes included
  bool may_end_in_slash = false;  // final, and the rule ends with a slash after it
  PartWeight weight;
  std::vector<Element> elements;  // of a dynamic part

  // Returns whether the matcher may use one edge for both parts.
  bool is_same_as(const RulePart& other) const;
};

struct RuleParameter {
  std::string name;
  std::shared_ptr<const Converter> converter;
};

// A constant text or a parameter of a rule, in the order written, for building URLs.
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

// Splits a rule, or the host it is for, into its parts. Throws RuleError: what parse_rule_text()
// throws, an unknown converter, or arguments that the converter does not take.
RuleParts take_apart(std::string_view text, bool merge_slashes, const Converters& converters);

// The options of a map. A rule may override strict_slashes and merge_slashes.
struct MapOptions {
  std::string default_subdomain;
  bool strict_slashes = true;
  bool merge_slashes = true;
  bool redirect_defaults = true;
  bool host_matching = false;
  bool sort_parameters = false;  // sort the query of built URLs by name
};

// What Werkzeug's Rule takes, with the same names and meanings.
struct RuleOptions {
  std::string rule;      // begins with a slash
  std::string endpoint;  // if empty, no URL can be built for the rule
  // If not set, the rule takes all methods. GET includes HEAD.
  std::optional<std::vector<std::string>> methods;
  std::vector<NamedValue> defaults;
  std::optional<std::string> subdomain;  // if not set, the map's; unused with host matching
  std::string host;                      // used with host matching only
  std::optional<bool> strict_slashes;
  std::optional<bool> merge_slashes;
  std::optional<std::string> redirect_to;  // `<name>` is replaced by a parameter's value
  bool build_only = false;
  bool alias = false;
  bool websocket = false;
  std::uintptr_t target = 0;  // belongs to the caller: what to run
};

class Rule {
 public:
  // What a URL consists of: constant text, or the value of a parameter.
  struct Operation {
    const RuleParameter* parameter;  // null for text
    std::string text;                // quoted
  };

  // Throws RuleError or base::Error for an invalid rule; the message names the rule.
  Rule(RuleOptions options, const MapOptions& map, const Converters& converters,
       MethodNames& methods);
  Rule(const Rule&) = delete;
  Rule& operator=(const Rule&) = delete;

  // What was given, with the map's values for options that were not set.
  const std::string& text() const noexcept { return options_.rule; }
  const std::string& endpoint() const noexcept { return options_.endpoint; }
  const std::vector<NamedValue>& defaults() const noexcept { return options_.defaults; }
  const std::optional<std::string>& redirect_to() const noexcept { return options_.redirect_to; }
  std::uintptr_t target() const noexcept { return options_.target; }
  bool build_only() const noexcept { return options_.build_only; }
  bool alias() const noexcept { return options_.alias; }
  bool websocket() const noexcept { return options_.websocket; }
  bool strict_slashes() const noexcept { return *options_.strict_slashes; }
  bool merge_slashes() const noexcept { return *options_.merge_slashes; }

  // Every method the rule takes, HEAD included where GET brings it. Unused if takes_any_method().
  MethodSet methods() const noexcept { return methods_; }
  // The methods that were given.
  MethodSet given_methods() const noexcept { return given_methods_; }
  bool takes_any_method() const noexcept { return !options_.methods; }
  bool takes(MethodSet method) const noexcept {
    return takes_any_method() || (methods_ & method) != 0;
  }

  // The host's parts, then the path's.
  const std::vector<RulePart>& parts() const noexcept { return parts_; }
  // In the order in which host and path name them.
  const std::vector<RuleParameter>& parameters() const noexcept { return parameters_; }
  const RuleParameter* find_parameter(std::string_view name) const noexcept;
  const Value* find_default(std::string_view name) const noexcept;
  // Value::str() of each default, in the same order.
  const std::vector<std::string>& default_texts() const noexcept { return default_texts_; }
  // The names of parameters and defaults, sorted.
  const std::vector<std::string>& arguments() const noexcept { return arguments_; }

  const std::vector<Operation>& host_operations() const noexcept { return host_operations_; }
  const std::vector<Operation>& path_operations() const noexcept { return path_operations_; }
  // Returns whether host and path are written the same, names of parameters included.
  bool is_written_as(const Rule& other) const noexcept;

 private:
  friend class RuleMaker;

  RuleOptions options_;
  MethodSet methods_ = 0;
  MethodSet given_methods_ = 0;
  std::vector<RulePart> parts_;
  std::vector<RuleParameter> parameters_;
  std::vector<std::string> arguments_;
  std::vector<std::string> default_texts_;
  std::vector<TracePiece> host_trace_;
  std::vector<TracePiece> path_trace_;
  std::vector<Operation> host_operations_;
  std::vector<Operation> path_operations_;
};

}  // namespace carboy::core::routing
