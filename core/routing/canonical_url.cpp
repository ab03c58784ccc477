// The redirects of Table::match() that need a URL to be built.
#include <vector>

#include "core/http/quote.h"
#include "core/routing/rule.h"
#include "core/routing/table.h"
#include "core/routing/url_builder.h"

namespace carboy::core::routing {
namespace {

std::vector<NamedValue> values_of(const Match& match) {
  std::vector<NamedValue> values;
  for (const Parameter& parameter : match.parameters()) {
    values.push_back({std::string(parameter.name), parameter.value()});
  }
  return values;
}

}  // namespace

bool Table::may_have_canonical_url(const Rule& rule) const noexcept {
  return rule.redirect_to() || (options_.redirect_defaults &&
                                (rule.alias() || !endpoints_.before_with_defaults(rule).empty()));
}

std::string Table::canonical_url(const Request& request, const Rule& rule,
                                 const Match& match) const {
  std::string url;
  if (options_.redirect_defaults && rule.alias()) url = alias_url(request, rule, match);
  if (options_.redirect_defaults && url.empty()) url = default_url(request, rule, match);
  if (url.empty() && rule.redirect_to()) url = redirect_to_url(request, rule, match);
  return url;
}

std::string Table::alias_url(const Request& request, const Rule& rule, const Match& match) const {
  const std::vector<NamedValue> given = values_of(match);
  const BuildValues values(given);
  for (const Rule* other : endpoints_.rules_of(rule.endpoint())) {
    if (!builder_.suits(*other, values, request.method)) continue;
    // Where the endpoint has no rule but aliases, the request is where it should be.
    if (other->alias()) return "";
    break;
  }
  try {
    BuildOptions options;
    options.method = request.method;
    options.append_unknown = false;
    options.force_external = true;
    std::string url = builder_.build(request.binding, rule.endpoint(), given, options);
    if (!request.binding.query.empty()) url.append("?").append(request.binding.query);
    return url;
  } catch (const BuildError&) {
    return "";
  }
}

std::string Table::default_url(const Request& request, const Rule& rule, const Match& match) const {
  const auto earlier = endpoints_.before_with_defaults(rule);
  if (earlier.empty()) return "";
  const std::vector<NamedValue> given = values_of(match);
  const BuildValues values(given);
  for (const Rule* other : earlier) {
    if (!builder_.suits(*other, values, request.method)) continue;
    try {
      const UrlBuilder::Built built = builder_.build_rule(*other, values, true);
      return redirect_url(request.binding, options_, built.path, built.host);
    } catch (const BuildError&) {
      return "";
    }
  }
  return "";
}

std::string Table::redirect_to_url(const Request& request, const Rule& rule,
                                   const Match& match) const {
  // A visitor's value at the beginning must not become a scheme or a host.
  std::string reference = rule.redirect_to()->starts_with('<') ? "./" : "";
  for (const RulePiece& piece : parse_rule_text(*rule.redirect_to(), false)) {
    if (piece.kind == RulePiece::Kind::slash) reference += '/';
    if (piece.kind == RulePiece::Kind::literal) reference += piece.text;
    if (piece.kind == RulePiece::Kind::parameter) {
      const Parameter& parameter = *match.find(piece.text);
      reference += to_url(*rule.find_parameter(piece.text)->converter, parameter.value());
    }
  }
  const Binding& binding = request.binding;
  std::string base(binding.url_scheme.empty() ? "http" : binding.url_scheme);
  base.append("://");
  if (!options_.host_matching && !matched_host(binding, options_).empty()) {
    base.append(matched_host(binding, options_)).append(".");
  }
  base.append(binding.server_name).append(binding.script_name);
  if (!base.ends_with('/')) base += '/';
  return url_join(base, reference);
}

}  // namespace carboy::core::routing
