#include "core/app/rule_tables.h"

#include <algorithm>

#include "core/http/header_text.h"

namespace carboy::core::app {
namespace {

routing::MapOptions with_hosts(routing::MapOptions options) {
  options.host_matching = true;
  return options;
}

routing::RuleOptions options_of(const RuleEntry& entry, std::size_t target) {
  routing::RuleOptions options;
  options.rule = entry.rule;
  options.defaults = entry.defaults;
  options.host = entry.host.value_or("");
  options.subdomain = entry.subdomain;
  options.strict_slashes = entry.strict_slashes;
  options.merge_slashes = entry.merge_slashes;
  options.redirect_to = entry.redirect_to;
  options.alias = entry.alias;
  options.build_only = entry.build_only;
  options.websocket = entry.websocket;
  options.target = target;
  return options;
}

// The parameter after a fallback's prefix; no rule of an extension can use this name.
constexpr std::string_view kRest = "<path:carboy_rest>";

}  // namespace

void RuleTables::match(const Sought& sought, std::string_view method, routing::Match& match) const {
  using routing::Outcome;
  const auto ask = [&](const routing::Table& table) {
    table.match(sought.binding, sought.path, method, match, sought.websocket);
    return match.outcome();
  };
  const Outcome of_host = hosts_ == nullptr ? Outcome::not_found : ask(*hosts_);
  if (of_host == Outcome::matched || of_host == Outcome::redirect) return;
  if (ask(*main_) != Outcome::not_found) return;
  if (of_host != Outcome::not_found) {
    ask(*hosts_);
    return;
  }
  for (const auto* table : {fallbacks_of_hosts_.get(), fallbacks_.get()}) {
    if (table != nullptr && ask(*table) == Outcome::matched) return;
  }
}

std::vector<std::string_view> RuleTables::allowed_methods(const Sought& sought,
                                                          routing::Match& match) const {
  auto methods = main_->allowed_methods(sought.binding, sought.path, match);
  if (hosts_ != nullptr) {
    const auto more = hosts_->allowed_methods(sought.binding, sought.path, match);
    methods.insert(methods.end(), more.begin(), more.end());
    std::sort(methods.begin(), methods.end());
    methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  }
  return methods;
}

const routing::Table& RuleTables::table_of(std::string_view endpoint) const noexcept {
  return endpoints_of_hosts_.contains(endpoint) ? *hosts_ : *main_;
}

std::string RuleTables::build(const routing::Binding& binding, std::string_view endpoint,
                              std::vector<routing::NamedValue> values,
                              const routing::BuildOptions& options) const {
  if (const auto known = defaults_.find(endpoint); known != defaults_.end()) {
    for (routing::NamedValue& given : values) {
      if (given.value.kind() != routing::Value::Kind::text) continue;
      for (const routing::NamedValue& fixed : known->second) {
        const bool same = fixed.name == given.name && fixed.value.str() == given.value.text();
        if (same) given.value = fixed.value;
      }
    }
  }
  return table_of(endpoint).build(binding, endpoint, values, options);
}

RuleTablesMaker::RuleTablesMaker(const routing::MapOptions& options)
    : main_{routing::Map(options), true},
      hosts_{routing::Map(with_hosts(options))},
      fallbacks_{routing::Map(options)},
      fallbacks_of_hosts_{routing::Map(with_hosts(options))} {}

void RuleTablesMaker::add_converter(const ConverterEntry& entry) {
  for (Half* half : {&main_, &hosts_, &fallbacks_, &fallbacks_of_hosts_}) {
    half->map.add_converter(entry.name, entry.factory);
  }
}

std::optional<std::size_t> RuleTablesMaker::add(const RouteEntry& route, const RuleEntry& rule,
                                                std::size_t target) {
  routing::RuleOptions options = options_of(rule, target);
  options.endpoint = route.endpoint;
  if (!route.methods.empty()) options.methods = route.methods;
  Half& half = rule.host ? hosts_ : main_;
  const routing::Rule& added = half.map.add(std::move(options));
  half.is_used = true;
  added_ = &added;
  has_subdomains_ = has_subdomains_ || (!rule.host && rule.subdomain);
  if (!route.endpoint.empty()) {
    if (rule.host) made_->endpoints_of_hosts_.insert(route.endpoint);
    auto& defaults = made_->defaults_[route.endpoint];
    defaults.insert(defaults.end(), rule.defaults.begin(), rule.defaults.end());
  }
  if (rule.build_only) return std::nullopt;
  const routing::Rule* twin = half.map.earlier_twin(added);
  if (twin == nullptr || twin->build_only()) return std::nullopt;
  return twin->target();
}

std::vector<const routing::Rule*> RuleTablesMaker::add_fallback(const RuleEntry& prefix,
                                                                std::size_t target) {
  // The prefix itself, with and without its slash, and every longer path.
  std::string base = prefix.rule;
  if (base.ends_with('/')) base.pop_back();
  std::vector<const routing::Rule*> rules;
  for (const std::string& rule : {base + "/", base + "/" + std::string(kRest)}) {
    routing::RuleOptions options = options_of(prefix, target);
    options.rule = rule;
    options.strict_slashes = false;
    options.merge_slashes = false;
    Half& half = prefix.host ? fallbacks_of_hosts_ : fallbacks_;
    rules.push_back(&half.map.add(std::move(options)));
    half.is_used = true;
  }
  return rules;
}

std::unique_ptr<const routing::Table> RuleTablesMaker::compile(const Half& half) {
  return half.is_used ? half.map.compile() : nullptr;
}

std::unique_ptr<const RuleTables> RuleTablesMaker::compile(const std::string& server_name) {
  made_->main_ = compile(main_);
  made_->hosts_ = compile(hosts_);
  made_->fallbacks_ = compile(fallbacks_);
  made_->fallbacks_of_hosts_ = compile(fallbacks_of_hosts_);
  if (has_subdomains_) made_->server_name_ = http::lowered(server_name);
  return std::move(made_);
}

}  // namespace carboy::core::app
