#include "core/routing/url_builder.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/suggest.h"
#include "core/http/percent.h"
#include "core/http/url_split.h"

namespace carboy::core::routing {
namespace {

bool is_built_before(const Rule* a, const Rule* b) {
  const auto key = [](const Rule& rule) {
    return std::tuple(rule.alias() ? 1 : 0, -static_cast<std::ptrdiff_t>(rule.arguments().size()),
                      -static_cast<std::ptrdiff_t>(rule.defaults().size()));
  };
  return key(*a) < key(*b);
}

bool gives_defaults_for(const Rule& rule, const Rule& other) {
  return !rule.build_only() && !rule.defaults().empty() && !rule.is_written_as(other) &&
         rule.arguments() == other.arguments();
}

using Pair = std::pair<const std::string*, const Value*>;

bool is_before(const Pair& a, const Pair& b) {
  if (*a.first != *b.first) return *a.first < *b.first;
  const bool are_integers =
      a.second->kind() == Value::Kind::integer && b.second->kind() == Value::Kind::integer;
  if (are_integers) return compare_integers(a.second->digits(), b.second->digits()) < 0;
  return a.second->str() < b.second->str();
}

void append_pair(std::vector<Pair>& pairs, const NamedValue& named) {
  if (named.value.kind() != Value::Kind::list) {
    if (!named.value.is_null()) pairs.emplace_back(&named.name, &named.value);
    return;
  }
  for (const Value& item : named.value.list()) {
    if (!item.is_null()) pairs.emplace_back(&named.name, &item);
  }
}

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

// Returns a sentence that says why `rule` does not suit.
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
    return begin + "there is no endpoint of that name." +
           base::did_you_mean(endpoint, endpoints.names());
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

std::string text_of(const http::UrlParts& parts) {
  std::string url(parts.scheme);
  url.append("://").append(parts.authority);
  if (!parts.path.empty() && parts.path.front() != '/') url += '/';
  url += parts.path;
  if (!parts.query.empty()) url.append("?").append(parts.query);
  if (!parts.fragment.empty()) url.append("#").append(parts.fragment);
  return url;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 0;; ++at) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, slash - at));
    if (slash == path.size()) return segments;
    at = slash;
  }
}

std::vector<std::string_view> merged_segments(std::string_view base, std::string_view path) {
  std::vector<std::string_view> segments = segments_of(base);
  if (!segments.back().empty()) segments.pop_back();
  for (const std::string_view segment : segments_of(path)) segments.push_back(segment);
  if (segments.size() > 2) {
    segments.erase(std::remove(segments.begin() + 1, segments.end() - 1, std::string_view()),
                   segments.end() - 1);
  }
  return segments;
}

std::string without_dots(const std::vector<std::string_view>& segments) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : segments) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (segment != ".." && segment != ".") kept.push_back(segment);
  }
  if (segments.back() == "." || segments.back() == "..") kept.emplace_back();
  std::string path;
  for (std::size_t i = 0; i < kept.size(); ++i) path.append(i == 0 ? "" : "/").append(kept[i]);
  return path.empty() ? "/" : path;
}

}  // namespace

Endpoints::Endpoints(std::span<const std::shared_ptr<const Rule>> rules) {
  for (const auto& rule : rules) {
    if (!rule->endpoint().empty()) rules_[rule->endpoint()].push_back(rule.get());
  }
  for (auto& [endpoint, of_endpoint] : rules_) {
    std::stable_sort(of_endpoint.begin(), of_endpoint.end(), is_built_before);
    note_defaults(of_endpoint);
  }
}

void Endpoints::note_defaults(const std::vector<const Rule*>& rules) {
  std::vector<const Rule*> with_defaults;
  for (const Rule* rule : rules) {
    for (const Rule* earlier : with_defaults) {
      if (gives_defaults_for(*earlier, *rule)) with_defaults_[rule].push_back(earlier);
    }
    if (!rule->defaults().empty()) with_defaults.push_back(rule);
  }
}

std::span<const Rule* const> Endpoints::rules_of(std::string_view endpoint) const noexcept {
  const auto found = rules_.find(endpoint);
  if (found == rules_.end()) return {};
  return found->second;
}

std::vector<std::string> Endpoints::names() const {
  std::vector<std::string> names;
  for (const auto& [endpoint, rules] : rules_) names.push_back(endpoint);
  return names;
}

std::span<const Rule* const> Endpoints::before_with_defaults(const Rule& rule) const noexcept {
  if (with_defaults_.empty()) return {};
  const auto found = with_defaults_.find(&rule);
  if (found == with_defaults_.end()) return {};
  return found->second;
}

BuildValues::BuildValues(std::span<const NamedValue> values) : values_(values) {
  if (values.size() <= kFew) return;
  for (const NamedValue& named : values) {
    if (!named.value.is_null()) index_.emplace(named.name, &named.value);
  }
}

const Value* BuildValues::find(std::string_view name) const noexcept {
  if (values_.size() > kFew) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : found->second;
  }
  for (const NamedValue& named : values_) {
    if (named.name == name && !named.value.is_null()) return &named.value;
  }
  return nullptr;
}

std::string BuildValues::query_for(const Rule& rule, bool sorted) const {
  std::vector<Pair> pairs;
  for (const NamedValue& named : values_) {
    const bool is_argument =
        std::binary_search(rule.arguments().begin(), rule.arguments().end(), named.name);
    if (!is_argument) append_pair(pairs, named);
  }
  if (sorted) std::stable_sort(pairs.begin(), pairs.end(), is_before);
  std::string query;
  for (const auto& [name, value] : pairs) {
    query += query.empty() ? '?' : '&';
    http::append_quoted_query(query, *name);
    query += '=';
    http::append_quoted_query(query, value->str());
  }
  return query;
}

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

std::string url_join(std::string_view base, std::string_view reference) {
  if (reference.empty()) return std::string(base);
  const http::UrlParts from = http::split_url(base);
  http::UrlParts to = http::split_url(reference);
  if (!to.scheme.empty() && to.scheme != from.scheme) return std::string(reference);
  to.scheme = from.scheme;
  if (!to.authority.empty()) return text_of(to);
  to.authority = from.authority;
  if (to.path.empty()) {
    to.path = from.path;
    return text_of(to);
  }
  const std::string path = without_dots(
      to.path.starts_with('/') ? segments_of(to.path) : merged_segments(from.path, to.path));
  to.path = path;
  return text_of(to);
}

}  // namespace carboy::core::routing
