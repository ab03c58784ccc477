#include "core/routing/table.h"

#include <algorithm>

#include "core/http/quote.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_number(ParameterKind kind) noexcept {
  return kind == ParameterKind::integer || kind == ParameterKind::real;
}

ParameterKind kind_of(const Value& value) noexcept {
  if (value.kind() == Value::Kind::integer) return ParameterKind::integer;
  return value.kind() == Value::Kind::real ? ParameterKind::real : ParameterKind::text;
}

void merge_slashes(std::string_view path, std::string& merged) {
  merged.clear();
  for (const char c : path) {
    const bool is_repeated = c == '/' && merged.ends_with('/');
    if (!is_repeated) merged += c;
  }
}

}  // namespace

Table::Table(std::vector<std::shared_ptr<const Rule>> rules, MapOptions options,
             MethodNames methods)
    : rules_(std::move(rules)),
      options_(std::move(options)),
      methods_(std::move(methods)),
      tree_(rules_),
      endpoints_(rules_),
      builder_(options_, methods_, endpoints_) {}

void Table::match(const Binding& binding, std::string_view path, std::string_view method,
                  Match& match, std::optional<bool> websocket) const {
  match.clear();
  if (path.starts_with('/')) {
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()) - 1);
  } else if (!path.empty()) {
    path = match.path_.assign("/").append(path);
  }
  const Request request{binding, path, method, websocket.value_or(binding.is_websocket())};
  match_method(request, methods_.find(method), match);
}

void Table::match_method(const Request& request, MethodSet method, Match& match) const {
  const Tree::Query query{matched_host(request.binding, options_), request.path, method,
                          request.websocket};
  Tree::Finding finding;
  tree_.find(query, match.scratch_, finding);
  if (finding.rule == nullptr && redirect_path(request, query, finding, match)) return;
  if (finding.rule == nullptr || !take_parameters(*finding.rule, match)) {
    refuse(finding, match);
    return;
  }
  if (may_have_canonical_url(*finding.rule)) {
    match.location_ = canonical_url(request, *finding.rule, match);
  }
  const bool is_canonical = match.location_.empty();
  match.outcome_ = is_canonical ? Outcome::matched : Outcome::redirect;
  match.rule_ = is_canonical ? finding.rule : nullptr;
}

// Redirects to the path that a rule has, when it is the request's but for slashes.
bool Table::redirect_path(const Request& request, const Tree::Query& query, Tree::Finding& finding,
                          Match& match) const {
  std::string_view path = request.path;
  std::string merged;
  bool redirects = finding.slash_is_missing;
  if (!redirects && options_.merge_slashes && path.find("//") != std::string_view::npos) {
    merge_slashes(path, merged);
    path = merged;
    tree_.find({query.host, path, query.method, query.websocket}, match.scratch_, finding);
    redirects = finding.slash_is_missing || (finding.rule && finding.rule->merge_slashes());
    finding.rule = nullptr;
  }
  if (!redirects) return false;
  std::string quoted = http::quoted_path(path);
  if (finding.slash_is_missing) quoted += '/';
  match.location_ = redirect_url(request.binding, options_, quoted, std::nullopt);
  match.outcome_ = Outcome::redirect;
  return true;
}

void Table::refuse(const Tree::Finding& finding, Match& match) const {
  match.parameters_.clear();
  match.allowed_ = finding.other_methods;
  match.methods_ = &methods_;
  match.outcome_ = finding.other_methods != 0  ? Outcome::method_not_allowed
                   : finding.websocket_differs ? Outcome::websocket_mismatch
                                               : Outcome::not_found;
}

bool Table::take_parameters(const Rule& rule, Match& match) const {
  for (std::size_t i = 0; i < rule.parameters().size(); ++i) {
    const RuleParameter& parameter = rule.parameters()[i];
    const Converter& converter = *parameter.converter;
    std::string_view text = match.scratch_.values[i];
    if (is_number(converter.kind) && !is_ascii(text)) {
      text = match.rewritten_.emplace_front(with_ascii_digits(text));
    }
    if (converter.accepts && !converter.accepts(text)) return false;
    match.parameters_.push_back({parameter.name, text, converter.kind, nullptr});
  }
  if (!rule.defaults().empty()) take_defaults(rule, match);
  return true;
}

void Table::take_defaults(const Rule& rule, Match& match) const {
  for (std::size_t i = 0; i < rule.defaults().size(); ++i) {
    const NamedValue& fixed = rule.defaults()[i];
    const Parameter parameter{fixed.name, rule.default_texts()[i], kind_of(fixed.value),
                              &fixed.value};
    const auto same =
        std::find_if(match.parameters_.begin(), match.parameters_.end(),
                     [&](const Parameter& other) { return other.name == parameter.name; });
    if (same == match.parameters_.end()) {
      match.parameters_.push_back(parameter);
    } else {
      *same = parameter;
    }
  }
}

std::vector<std::string_view> Table::allowed_methods(const Binding& binding, std::string_view path,
                                                     Match& match) const {
  this->match(binding, path, "--", match);
  return match.allowed_methods();
}

bool Table::expects(std::string_view endpoint, std::string_view argument) const noexcept {
  const auto rules = endpoints_.rules_of(endpoint);
  return std::any_of(rules.begin(), rules.end(), [argument](const Rule* rule) {
    return std::binary_search(rule->arguments().begin(), rule->arguments().end(), argument);
  });
}

}  // namespace carboy::core::routing
