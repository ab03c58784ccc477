#include "core/app/route_finder.h"

#include <algorithm>
#include <string>

#include "core/app/request_state.h"
#include "core/routing/request_target.h"

namespace carboy::core::app {
namespace {

void take_host(Exchange& exchange) {
  RequestState& state = exchange.state();
  state.host.assign(http::find(exchange.head.fields, "host").value_or(""));
  for (char& c : state.host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

// The methods of a path, with the OPTIONS that the host answers itself.
std::string allow_of(const routing::Table& table, const routing::Binding& binding,
                     std::string_view path, routing::Match& match) {
  std::vector<std::string_view> methods = table.allowed_methods(binding, path, match);
  if (std::find(methods.begin(), methods.end(), "OPTIONS") == methods.end()) {
    methods.insert(std::upper_bound(methods.begin(), methods.end(), "OPTIONS"), "OPTIONS");
  }
  std::string allow;
  for (const std::string_view method : methods)
    allow.append(allow.empty() ? "" : ", ").append(method);
  return allow;
}

}  // namespace

routing::Binding binding_of(const Exchange& exchange) noexcept {
  const RequestState& state = exchange.state();
  routing::Binding binding;
  binding.url_scheme = exchange.peer.secure ? "https" : "http";
  binding.server_name = routing::without_standard_port(state.host, binding.url_scheme);
  binding.query = state.query;
  return binding;
}

void find_route(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  http::Response& response = exchange.response;
  state.route = nullptr;
  take_host(exchange);
  const auto error = routing::decode_target(exchange.head.target, state.path, state.query);
  if (error != routing::TargetError::none) {
    state.path.clear();
    state.early_status = 400;
    return;
  }
  const Generation& generation = *state.generation;
  const routing::Binding binding = binding_of(exchange);
  generation.table().match(binding, state.path, exchange.head.method, state.match);
  state.early_status = state.match.status();
  switch (state.match.outcome()) {
    case routing::Outcome::matched:
      state.route = &generation.route(static_cast<std::uint32_t>(state.match.rule()->target()));
      return;
    case routing::Outcome::redirect:
      response.status = 308;
      static_cast<void>(response.fields.set("Location", state.match.location()));
      return;
    case routing::Outcome::method_not_allowed: {
      const std::string allow = allow_of(generation.table(), binding, state.path, state.match);
      static_cast<void>(response.fields.set("Allow", allow));
      if (exchange.head.method == "OPTIONS") {
        state.early_status = 200;
        response.status = 200;
      }
      return;
    }
    case routing::Outcome::not_found:
    case routing::Outcome::websocket_mismatch:
      return;
  }
}

}  // namespace carboy::core::app
