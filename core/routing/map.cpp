#include "core/routing/map.h"

#include <algorithm>

#include "core/http/header_text.h"
#include "core/http/percent.h"

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

std::vector<NamedValue> values_of(const Match& match) {
  std::vector<NamedValue> values;
  for (const Parameter& parameter : match.parameters()) {
    values.push_back({std::string(parameter.name), parameter.value()});
  }
  return values;
}

// Returns the same text for rules that end in the same state of a tree.
std::string place_of(const Rule& rule) {
  std::string place = rule.websocket() ? "ws" : "";
  for (const RulePart& part : rule.parts()) {
    place += part.is_static ? '\1' : part.may_end_in_slash ? '\2' : '\3';
    place += part.content;
  }
  return place;
}

bool takes_from(const Rule& earlier, const Rule& later) {
  if (earlier.takes_any_method()) return true;
  return !later.takes_any_method() && (earlier.methods() & later.given_methods()) != 0;
}

bool is_converter_name(std::string_view name) {
  const std::string probe = "<" + std::string(name) + ":x>";
  try {
    const auto pieces = parse_rule_text(probe, false);
    return pieces.size() == 1 && pieces.front().converter == name;
  } catch (const RuleError&) {
    return false;
  }
}

}  // namespace

Value Parameter::value() const {
  if (fixed != nullptr) return *fixed;
  switch (kind) {
    case ParameterKind::integer:
      return Value::integer(text);
    case ParameterKind::real:
      return real_of_digits(text);
    case ParameterKind::uuid:
      return http::lowered(text);
    case ParameterKind::text:
      break;
  }
  return text;
}

int Match::status() const noexcept {
  switch (outcome_) {
    case Outcome::matched:
      return 200;
    case Outcome::redirect:
      return 308;
    case Outcome::not_found:
      return 404;
    case Outcome::method_not_allowed:
      return 405;
    case Outcome::websocket_mismatch:
      return 400;
  }
  return 404;
}

const Parameter* Match::find(std::string_view name) const noexcept {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

std::string Match::allow() const {
  return methods_ == nullptr ? std::string() : methods_->joined(allowed_);
}

std::vector<std::string_view> Match::allowed_methods() const {
  if (methods_ == nullptr) return {};
  return methods_->names(allowed_);
}

void Match::clear() noexcept {
  outcome_ = Outcome::not_found;
  rule_ = nullptr;
  parameters_.clear();
  allowed_ = 0;
  methods_ = nullptr;
  location_.clear();
  rewritten_.clear();
}

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

// Redirects to the path of a rule that differs from the request's in slashes only. Returns false
// if no rule has such a path.
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
    // If the endpoint has only aliases, the request needs no redirect.
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
  // A value from the request, at the beginning, must not become a scheme or a host.
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

Map::Map(MapOptions options) : options_(std::move(options)), converters_(built_in_converters()) {}

void Map::add_converter(std::string_view name, ConverterFactory factory) {
  if (!is_converter_name(name)) {
    throw base::Error("A converter cannot be called \"" + std::string(name) +
                      "\": names are letters, digits and _ and do not begin with a digit.");
  }
  const bool is_new = converters_.emplace(name, std::move(factory)).second;
  if (!is_new) {
    throw base::Error("There is a converter \"" + std::string(name) +
                      "\" already; give this one another name.");
  }
}

const Rule& Map::add(RuleOptions options) {
  auto rule = std::make_shared<const Rule>(std::move(options), options_, converters_, methods_);
  if (!rule->build_only()) by_place_[place_of(*rule)].push_back(rule.get());
  rules_.push_back(std::move(rule));
  return *rules_.back();
}

const Rule* Map::earlier_twin(const Rule& rule) const {
  const auto found = by_place_.find(place_of(rule));
  if (found == by_place_.end() || rule.build_only()) return nullptr;
  for (const Rule* earlier : found->second) {
    if (earlier == &rule) return nullptr;
    if (takes_from(*earlier, rule)) return earlier;
  }
  return nullptr;
}

std::unique_ptr<const Table> Map::compile() const {
  return std::make_unique<const Table>(rules_, options_, methods_);
}

}  // namespace carboy::core::routing
