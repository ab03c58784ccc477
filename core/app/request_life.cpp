#include "core/app/request_life.h"

#include "core/app/error_page.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"
#include "core/app/wrapped_view.h"

namespace carboy::core::app {

RequestLife::RequestLife(const LifeOptions& options, const HostSignals& signals, Exchange& exchange)
    : options_(options), signals_(signals), exchange_(exchange) {}

const CompiledBlueprint& RequestLife::level() const noexcept {
  const RequestState& state = exchange_.state();
  return state.route == nullptr ? state.generation->app_level() : *state.route->blueprint;
}

bool RequestLife::succeeds(Owner* owner, Outcome outcome) noexcept {
  if (outcome != Outcome::failed) return true;
  culprit_ = owner;
  return false;
}

void RequestLife::push() noexcept { HostSignals::emit(signals_.appcontext_pushed, exchange_); }

void RequestLife::answer() noexcept {
  HostSignals::emit(signals_.request_started, exchange_);
  if ((dispatch() || handle_failure()) && finalize()) return;
  handle_unhandled();
}

bool RequestLife::dispatch() noexcept {
  for (const auto& [owner, hook] : level().url_values) {
    if (!succeeds(owner, hook->call(exchange_))) return false;
  }
  for (const auto& [owner, hook] : level().before) {
    const Outcome outcome = hook->call(exchange_);
    if (!succeeds(owner, outcome)) return false;
    if (outcome == Outcome::answered) return true;
  }
  return run_view();
}

bool RequestLife::run_view() noexcept {
  const RequestState& state = exchange_.state();
  if (state.route == nullptr) return answer_early();
  if (state.automatic_options) return answer_options();
  if (state.route->view == nullptr) {
    fail(404, kHttpError, "");
    culprit_ = nullptr;
    return false;
  }
  return succeeds(state.route->owner,
                  call_wrapped_view(exchange_, *state.route, options_.call_wrapper));
}

bool RequestLife::answer_early() noexcept {
  const RequestState& state = exchange_.state();
  // RFC 9110, section 9.3.7: the server as a whole, which is there.
  if (exchange_.head.method == "OPTIONS" && exchange_.head.target == "*") return true;
  if (state.early_status < 400) {
    set_redirect_page(exchange_.response, state.early_status, state.match.location());
    return true;
  }
  early_ = state.early_status;
  culprit_ = nullptr;
  fail(state.early_status, kHttpError, "");
  return false;
}

bool RequestLife::answer_options() noexcept {
  static_cast<void>(exchange_.response.fields.set("Allow", allow_of(exchange_)));
  static_cast<void>(exchange_.response.fields.set("Content-Type", "text/html; charset=utf-8"));
  return true;
}

bool RequestLife::finalize() noexcept {
  // By index: such a function may add another one.
  auto& deferred = exchange_.state().after_this_request;
  for (std::size_t i = 0; i < deferred.size(); ++i) {
    Hook& hook = *deferred[i].hook;
    Owner* const owner = deferred[i].owner;
    if (!succeeds(owner, hook.call(exchange_))) return false;
  }
  for (const auto& [owner, hook] : level().after) {
    if (!succeeds(owner, hook->call(exchange_))) return false;
  }
  HostSignals::emit(signals_.request_finished, exchange_);
  return true;
}

void RequestLife::tear_down() noexcept {
  RequestState& state = exchange_.state();
  const Failure* const failure = state.failed ? &state.failure : nullptr;
  const auto runs_all = [&](const auto& hooks) {
    for (const auto& [owner, hook] : hooks) {
      if (succeeds(owner, hook->call(exchange_, failure))) continue;
      const Failure fault = thread_failure();
      report(fault, true);
      return false;
    }
    return true;
  };
  if (runs_all(level().teardown)) {
    HostSignals::emit(signals_.request_tearing_down, exchange_, failure);
  }
  if (runs_all(state.generation->teardown_app())) {
    HostSignals::emit(signals_.appcontext_tearing_down, exchange_, failure);
    HostSignals::emit(signals_.appcontext_popped, exchange_);
  }
}

}  // namespace carboy::core::app
