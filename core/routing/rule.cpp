#include "core/routing/rule.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"
#include "core/http/percent.h"
#include "core/routing/rule_text.h"

namespace carboy::core::routing {
namespace {

void append_all(std::vector<RulePart>& to, std::vector<RulePart>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Rule::Rule(RuleOptions options, const MapOptions& map, const Converters& converters,
           MethodNames& methods)
    : options_(std::move(options)) {
  if (!options_.rule.starts_with('/')) throw RuleError(options_.rule, 0, "a rule begins with /");
  if (!options_.strict_slashes) options_.strict_slashes = map.strict_slashes;
  if (!options_.merge_slashes) options_.merge_slashes = map.merge_slashes;
  if (!options_.subdomain) options_.subdomain = map.default_subdomain;
  take_methods(methods);
  take_host(map, converters);
  take_path(converters);
  take_arguments();
  const auto of_host = std::count_if(host_trace_.begin(), host_trace_.end(),
                                     [](const TracePiece& piece) { return piece.is_parameter; });
  host_operations_ = operations_of(host_trace_, 0);
  path_operations_ = operations_of(path_trace_, static_cast<std::size_t>(of_host));
  check_redirect();
}

void Rule::take_methods(MethodNames& methods) {
  if (!options_.methods) return;
  try {
    for (const std::string& name : *options_.methods) given_methods_ |= methods.add(name);
    methods_ = given_methods_;
    if ((methods_ & methods.find("GET")) != 0) methods_ |= methods.add("HEAD");
  } catch (const base::Error& error) {
    refuse(error.what());
  }
  const MethodSet of_websocket =
      methods.find("GET") | methods.find("HEAD") | methods.find("OPTIONS");
  if (websocket() && (methods_ & ~of_websocket) != 0) {
    refuse("a WebSocket rule takes GET, HEAD and OPTIONS only");
  }
}

void Rule::take_host(const MapOptions& map, const Converters& converters) {
  const std::string& host = map.host_matching ? options_.host : *options_.subdomain;
  RuleParts taken = take_apart(host, false, converters);
  const bool has_slash = taken.parts.size() != 1 || taken.parts.front().is_final;
  if (has_slash) {
    refuse("its host \"" + host + "\" has a slash, or a parameter that may hold one");
  }
  append_all(parts_, std::move(taken.parts));
  parameters_ = std::move(taken.parameters);
  host_trace_ = std::move(taken.trace);
}

void Rule::take_path(const Converters& converters) {
  RuleParts taken = take_apart(text(), merge_slashes(), converters);
  append_all(parts_, std::move(taken.parts));
  std::move(taken.parameters.begin(), taken.parameters.end(), std::back_inserter(parameters_));
  path_trace_ = std::move(taken.trace);
}

void Rule::take_arguments() {
  for (const RuleParameter& parameter : parameters_) arguments_.push_back(parameter.name);
  std::sort(arguments_.begin(), arguments_.end());
  const auto twice = std::adjacent_find(arguments_.begin(), arguments_.end());
  if (twice != arguments_.end()) refuse("it names the parameter \"" + *twice + "\" twice");
  for (const NamedValue& value : defaults()) {
    arguments_.push_back(value.name);
    default_texts_.push_back(value.value.str());
  }
  std::sort(arguments_.begin(), arguments_.end());
  arguments_.erase(std::unique(arguments_.begin(), arguments_.end()), arguments_.end());
}

void Rule::check_redirect() const {
  if (!redirect_to()) return;
  for (const RulePiece& piece : parse_rule_text(*redirect_to(), false)) {
    if (piece.kind != RulePiece::Kind::parameter) continue;
    if (find_parameter(piece.text) == nullptr || !piece.converter.empty()) {
      refuse("redirect_to \"" + *redirect_to() + "\" names \"" + std::string(piece.text) +
             "\", which is no parameter of the rule; write <name>");
    }
  }
}

std::vector<Rule::Operation> Rule::operations_of(const std::vector<TracePiece>& trace,
                                                 std::size_t first) const {
  std::vector<Operation> operations;
  const auto append = [&operations](std::string_view text) {
    if (operations.empty() || operations.back().parameter) operations.push_back({nullptr, ""});
    operations.back().text += text;
  };
  for (const TracePiece& piece : trace) {
    if (!piece.is_parameter) {
      append(http::quoted_path(piece.text));
      continue;
    }
    const RuleParameter& parameter = parameters_[first++];
    if (const Value* fixed = find_default(piece.text)) {
      append(text_of_default(parameter, *fixed));
    } else {
      operations.push_back({&parameter, ""});
    }
  }
  return operations;
}

std::string Rule::text_of_default(const RuleParameter& parameter, const Value& value) const {
  try {
    return to_url(*parameter.converter, value);
  } catch (const base::Error& error) {
    refuse("the default of \"" + parameter.name + "\": " + error.what());
  }
}

const RuleParameter* Rule::find_parameter(std::string_view name) const noexcept {
  const auto found =
      std::find_if(parameters_.begin(), parameters_.end(),
                   [name](const RuleParameter& parameter) { return parameter.name == name; });
  return found == parameters_.end() ? nullptr : &*found;
}

const Value* Rule::find_default(std::string_view name) const noexcept {
  for (const NamedValue& value : defaults()) {
    if (value.name == name) return &value.value;
  }
  return nullptr;
}

bool Rule::is_written_as(const Rule& other) const noexcept {
  return host_trace_ == other.host_trace_ && path_trace_ == other.path_trace_;
}

void Rule::refuse(const std::string& problem) const {
  throw base::Error("Rule \"" + text() + "\": " + problem);
}

}  // namespace carboy::core::routing
