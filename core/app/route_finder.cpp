#include "core/app/route_finder.h"

#include <algorithm>
#include <string>

#include "core/app/request_state.h"
#include "core/base/words.h"
#include "core/routing/request_target.h"

namespace carboy::core::app {
namespace {

// RFC 6455, section 4.2.1.
bool wants_websocket(const Exchange& exchange) {
  const auto upgrade = http::find(exchange.head.fields, "upgrade");
  return upgrade && http::same_name(*upgrade, "websocket") && exchange.head.method == "GET";
}

RuleTables::Sought sought_by(const Exchange& exchange, const routing::Binding& binding) {
  return {binding, exchange.state().path, wants_websocket(exchange)};
}

const CompiledRoute& matched_route(const Exchange& exchange) {
  const RequestState& state = exchange.state();
  return state.generation->route(static_cast<std::size_t>(state.match.rule()->target()));
}

// Finds a route of the path for which the host answers OPTIONS, and leaves it in `match`. Returns
// false if there is none.
bool find_automatic_options(const RuleTables::Sought& sought, const Exchange& exchange,
                            routing::Match& match) {
  const RequestState& state = exchange.state();
  for (const auto method : state.generation->rules().allowed_methods(sought, match)) {
    state.generation->rules().match(sought, method, match);
    if (match.outcome() != routing::Outcome::matched) continue;
    const std::size_t number = static_cast<std::size_t>(match.rule()->target());
    if (state.generation->route(number).entry->automatic_options) return true;
  }
  return false;
}

}  // namespace

routing::Binding binding_of(const Exchange& exchange) noexcept {
  const RequestState& state = exchange.state();
  routing::Binding binding;
  binding.url_scheme = state.origin.scheme;
  binding.server_name = state.origin.host;
  if (!state.origin.script_root.empty()) binding.script_name = state.origin.script_root;
  binding.query = state.query;
  const RuleTables& rules = state.generation->rules();
  if (rules.use_subdomains()) {
    binding.subdomain = routing::subdomain_of(binding.server_name, rules.server_name());
    binding.server_name = rules.server_name();
  }
  return binding;
}

std::string allow_of(Exchange& exchange) {
  const routing::Binding binding = binding_of(exchange);
  const RuleTables::Sought sought = sought_by(exchange, binding);
  routing::Match match;
  auto methods = exchange.state().generation->rules().allowed_methods(sought, match);
  if (std::find(methods.begin(), methods.end(), "OPTIONS") == methods.end() &&
      find_automatic_options(sought, exchange, match)) {
    methods.insert(std::upper_bound(methods.begin(), methods.end(), "OPTIONS"), "OPTIONS");
  }
  return base::joined(methods);
}

void find_route(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  state.route = nullptr;
  state.automatic_options = false;
  static const RequestOptions kDefaults;
  const RequestOptions& options = state.options == nullptr ? kDefaults : *state.options;
  const bool is_ours = take_origin(exchange, options, state.origin);
  const auto error = routing::decode_target(exchange.head.target, state.path, state.query);
  if (!is_ours || error != routing::TargetError::none) {
    if (is_ours) state.path.clear();
    state.early_status = 400;
    return;
  }
  const routing::Binding binding = binding_of(exchange);
  const RuleTables::Sought sought = sought_by(exchange, binding);
  state.generation->rules().match(sought, exchange.head.method, state.match);
  state.early_status = state.match.status();
  switch (state.match.outcome()) {
    case routing::Outcome::matched:
      state.route = &matched_route(exchange);
      return;
    case routing::Outcome::method_not_allowed:
      if (exchange.head.method != "OPTIONS") return;
      if (find_automatic_options(sought, exchange, state.match)) {
        state.route = &matched_route(exchange);
        state.automatic_options = true;
      } else {
        state.early_status = 405;
      }
      return;
    case routing::Outcome::redirect:
    case routing::Outcome::not_found:
    case routing::Outcome::websocket_mismatch:
      return;
  }
}

}  // namespace carboy::core::app
