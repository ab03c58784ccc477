// One rule of a map: its text with all options, parsed and ready for matching and building.
//
// Thread rule: immutable; any thread may read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/routing/methods.h"
#include "core/routing/rule_parts.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// The options of a map; rules may say otherwise for some of them.
struct MapOptions {
  std::string default_subdomain;
  bool strict_slashes = true;
  bool merge_slashes = true;
  bool redirect_defaults = true;
  bool host_matching = false;
  bool sort_parameters = false;  // the query of built URLs, by name
};

// What Werkzeug's Rule takes. The names mean what they mean there.
struct RuleOptions {
  std::string rule;      // begins with a slash
  std::string endpoint;  // empty: it has no name, and no URL can be built for it
  // Nothing: all methods. HEAD comes with GET by itself.
  std::optional<std::vector<std::string>> methods;
  std::vector<NamedValue> defaults;
  std::optional<std::string> subdomain;  // nothing: the map's; unused with host matching
  std::string host;                      // used with host matching only
  std::optional<bool> strict_slashes;
  std::optional<bool> merge_slashes;
  std::optional<std::string> redirect_to;  // `<name>` in it stands for a parameter's value
  bool build_only = false;
  bool alias = false;
  bool websocket = false;
  std::uintptr_t target = 0;  // the caller's own: what to run
};

class Rule {
 public:
  // What a URL consists of: constant text, or the value of a parameter.
  struct Operation {
    const RuleParameter* parameter;  // null for text
    std::string text;                // quoted
  };

  // Throws RuleError or base::Error, with the rule in the text, for a rule that cannot be.
  Rule(RuleOptions options, const MapOptions& map, const Converters& converters,
       MethodNames& methods);
  Rule(const Rule&) = delete;
  Rule& operator=(const Rule&) = delete;

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
  const std::string& subdomain() const noexcept { return *options_.subdomain; }
  const std::string& host() const noexcept { return options_.host; }

  // Every method it takes, HEAD included where it comes with GET. Unused when takes_any_method().
  MethodSet methods() const noexcept { return methods_; }
  // Those that were given.
  MethodSet given_methods() const noexcept { return given_methods_; }
  bool takes_any_method() const noexcept { return !options_.methods; }
  bool takes(MethodSet method) const noexcept {
    return takes_any_method() || (methods_ & method) != 0;
  }

  // The host's parts, then the path's.
  const std::vector<RulePart>& parts() const noexcept { return parts_; }
  // In the order in which they stand in host and path.
  const std::vector<RuleParameter>& parameters() const noexcept { return parameters_; }
  const RuleParameter* find_parameter(std::string_view name) const noexcept;
  const Value* find_default(std::string_view name) const noexcept;
  // Value::str() of each default, in the same order.
  const std::vector<std::string>& default_texts() const noexcept { return default_texts_; }
  // The names of parameters and defaults, sorted.
  const std::vector<std::string>& arguments() const noexcept { return arguments_; }

  const std::vector<Operation>& host_operations() const noexcept { return host_operations_; }
  const std::vector<Operation>& path_operations() const noexcept { return path_operations_; }
  // Host and path are written the same, names of parameters included.
  bool is_written_as(const Rule& other) const noexcept;

 private:
  void take_host(const MapOptions& map, const Converters& converters);
  void take_path(const Converters& converters);
  void take_methods(MethodNames& methods);
  void take_arguments();
  void check_redirect() const;
  // `first` is the number of the first parameter in the trace.
  std::vector<Operation> operations_of(const std::vector<TracePiece>& trace,
                                       std::size_t first) const;
  std::string text_of_default(const RuleParameter& parameter, const Value& value) const;
  [[noreturn]] void refuse(const std::string& problem) const;

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
