#include "core/routing/url_builder.h"

#include <algorithm>

#include "core/base/suggest.h"
#include "core/http/percent.h"

namespace carboy::core::routing {
namespace {

std::string append_quoted(std::string list, std::string_view name) {
  list += list.empty() ? "\"" : ", \"";
  return list.append(name).append("\"");
}

std::string missing_values(const Rule& rule, const BuildValues& values) {
  std::string missing;
  for (const std::string& name : rule.arguments()) {
    const bool is_there = values.find(name) != nullptr || rule.find_default(name) != nullptr;
    if (!is_there) missing = append_quoted(std::move(missing), name);
  }
  return missing;
}

std::string contradicted_default(const Rule& rule, const BuildValues& values) {
  for (const NamedValue& fixed : rule.defaults()) {
    const Value* given = values.find(fixed.name);
    if (given != nullptr && !(*given == fixed.value)) {
      return "its rule \"" + rule.text() + "\" is for \"" + fixed.name +
             "\" = " + fixed.value.str() + ", not " + given->str() + ".";
    }
  }
  return "";
}

// Why `rule` does not suit, in words.
std::string why_not(const Rule& rule, const BuildValues& values, const MethodNames& methods,
                    std::optional<std::string_view> method) {
  if (method && !rule.takes(methods.find(*method))) {
    return "its rule \"" + rule.text() + "\" takes " + methods.joined(rule.methods()) + ", not " +
           std::string(*method) + ".";
  }
  const std::string missing = missing_values(rule, values);
  if (!missing.empty()) {
    return "its rule \"" + rule.text() + "\" needs a value for " + missing + ".";
  }
  return contradicted_default(rule, values);
}

std::string explanation(std::string_view endpoint, const Endpoints& endpoints,
                        const BuildValues& values, const MethodNames& methods,
                        std::optional<std::string_view> method) {
  const std::string begin = "No URL can be built for endpoint \"" + std::string(endpoint) + "\": ";
  const auto rules = endpoints.rules_of(endpoint);
  if (rules.empty()) {
    return begin + "there is none of that name." + base::did_you_mean(endpoint, endpoints.names());
  }
  std::string reasons;
  for (const Rule* rule : rules) {
    const std::string reason = why_not(*rule, values, methods, method);
    if (!reason.empty()) reasons.append(reasons.empty() ? "" : " Or ").append(reason);
  }
  return begin + reasons;
}

bool is_secure(std::string_view scheme) { return scheme == "https" || scheme == "wss"; }

std::string_view without_leading_slashes(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  return path;
}

std::string joined(const std::vector<Rule::Operation>& operations, const BuildValues& values,
                   const Rule& rule) {
  std::string text;
  for (const Rule::Operation& operation : operations) {
    if (operation.parameter == nullptr) {
      text += operation.text;
      continue;
    }
    const RuleParameter& parameter = *operation.parameter;
    try {
      text += to_url(*parameter.converter, *values.find(parameter.name));
    } catch (const base::Error& error) {
      throw BuildError(BuildError::Cause::value, "No URL can be built for endpoint \"" +
                                                     rule.endpoint() + "\": \"" + parameter.name +
                                                     "\" of its rule \"" + rule.text() +
                                                     "\": " + error.what() + ".");
    }
  }
  return text;
}

bool suits_values(const Rule& rule, const BuildValues& values) {
  const bool has_all =
      std::all_of(rule.arguments().begin(), rule.arguments().end(), [&](const std::string& name) {
        return values.find(name) != nullptr || rule.find_default(name) != nullptr;
      });
  return has_all &&
         std::all_of(rule.defaults().begin(), rule.defaults().end(), [&](const NamedValue& fixed) {
           const Value* given = values.find(fixed.name);
           return given == nullptr || *given == fixed.value;
         });
}

}  // namespace

bool UrlBuilder::suits(const Rule& rule, const BuildValues& values,
                       std::optional<std::string_view> method) const {
  return (!method || rule.takes(methods_.find(*method))) && suits_values(rule, values);
}

UrlBuilder::Built UrlBuilder::build_rule(const Rule& rule, const BuildValues& values,
                                         bool append_unknown) const {
  Built built{&rule, joined(rule.host_operations(), values, rule),
              joined(rule.path_operations(), values, rule)};
  if (append_unknown) built.path += values.query_for(rule, options_.sort_parameters);
  return built;
}

std::optional<UrlBuilder::Built> UrlBuilder::first_that_suits(
    const Binding& binding, std::string_view endpoint, const BuildValues& values,
    std::optional<std::string_view> method, bool append_unknown) const {
  std::optional<Built> first;
  for (const Rule* rule : endpoints_.rules_of(endpoint)) {
    if (!suits(*rule, values, method)) continue;
    Built built = build_rule(*rule, values, append_unknown);
    if (!options_.host_matching || built.host == binding.server_name) return built;
    if (!first) first = std::move(built);
  }
  return first;
}

std::string UrlBuilder::assembled(const Binding& binding, const Built& built,
                                  const BuildOptions& options) const {
  const std::string host = host_for(binding, options_, built.host);
  std::string scheme(options.url_scheme.value_or(binding.url_scheme));
  const bool secure = is_secure(scheme);
  if (built.rule->websocket()) {
    scheme = secure ? "wss" : "ws";
  } else if (!scheme.empty()) {
    scheme = secure ? "https" : "http";
  }
  const std::string_view here =
      options_.host_matching ? binding.server_name : matched_host(binding, options_);
  const bool is_here = (options_.host_matching ? host : built.host) == here;
  std::string url;
  if (options.force_external || built.rule->websocket() || !is_here) {
    if (!scheme.empty()) url.append(scheme).append(":");
    url.append("//").append(host);
  }
  std::string_view script = binding.script_name;
  while (script.ends_with('/')) script.remove_suffix(1);
  url.append(script).append("/").append(without_leading_slashes(built.path));
  if (!options.anchor.empty()) http::append_quoted_anchor(url += '#', options.anchor);
  return url;
}

std::string UrlBuilder::build(const Binding& binding, std::string_view endpoint,
                              std::span<const NamedValue> given,
                              const BuildOptions& options) const {
  const BuildValues values(given);
  std::optional<Built> built;
  const bool append = options.append_unknown;
  if (!options.method) {
    built = first_that_suits(binding, endpoint, values, binding.default_method, append);
  }
  if (!built) built = first_that_suits(binding, endpoint, values, options.method, append);
  if (!built) {
    throw BuildError(BuildError::Cause::no_rule,
                     explanation(endpoint, endpoints_, values, methods_, options.method));
  }
  return assembled(binding, *built, options);
}

std::string absolute_endpoint(std::string_view endpoint, std::string_view blueprint) {
  if (!endpoint.starts_with('.')) return std::string(endpoint);
  if (blueprint.empty()) return std::string(endpoint.substr(1));
  return std::string(blueprint).append(endpoint);
}

}  // namespace carboy::core::routing
