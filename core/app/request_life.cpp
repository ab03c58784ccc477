#include "core/app/request_life.h"

#include "core/app/error_handlers.h"
#include "core/app/error_page.h"
#include "core/app/pages/stored_pages.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"
#include "core/app/wrap/wrapped_view.h"

namespace carboy::core::app {
namespace {

// The status of an extension's error may be any number.
Failure taken_failure() {
  Failure failure = thread_failure();
  if (failure.code < 400 || failure.code > 599) failure.code = 500;
  return failure;
}

// Adds the fields of a failure to the response that it has become, unless that has fields of the
// same name. `plain` fields, which the host has set by itself, give way.
void add_headers(http::Response& response, const Failure& failure, bool is_plain) {
  if (failure.headers.empty()) return;
  if (is_plain) {
    for (const auto& [name, value] : failure.headers) response.fields.remove(name);
  }
  http::FieldBlock added;
  for (const auto& [name, value] : failure.headers) {
    if (!response.fields.find(name)) static_cast<void>(added.add(name, value));
  }
  for (std::size_t i = 0; i < added.size(); ++i) {
    const http::Field field = added.at(i);
    static_cast<void>(response.fields.add(field.name, field.value));
  }
}

}  // namespace

RequestLife::RequestLife(const LifeOptions& options, const HostSignals& signals, Exchange& exchange)
    : options_(options), signals_(signals), exchange_(exchange) {}

const CompiledBlueprint& RequestLife::level() const noexcept {
  const RequestState& state = exchange_.state();
  return state.route == nullptr ? state.generation->app_level() : *state.route->blueprint;
}

bool RequestLife::take_outcome(Owner* owner, Outcome outcome) noexcept {
  if (outcome != Outcome::failed) return true;
  culprit_ = owner;
  return false;
}

void RequestLife::push() noexcept { HostSignals::emit(signals_.appcontext_pushed, exchange_); }

void RequestLife::answer() noexcept {
  HostSignals::emit(signals_.request_started, exchange_);
  const bool is_made = dispatch();
  if (!(is_made || handle_failure()) || !finalize()) return handle_unhandled();
  StoredPages* const pages = exchange_.state().page.pages;
  if (pages != nullptr) pages->finish(exchange_, is_made);
}

bool RequestLife::dispatch() noexcept {
  for (const auto& [owner, hook] : level().url_values) {
    if (!take_outcome(owner, hook->call(exchange_))) return false;
  }
  for (const auto& [owner, hook] : level().before) {
    const Outcome outcome = hook->call(exchange_);
    if (!take_outcome(owner, outcome)) return false;
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
  return take_outcome(state.route->owner,
                      call_wrapped_view(exchange_, *state.route, options_.call_wrapper));
}

bool RequestLife::answer_early() noexcept {
  const RequestState& state = exchange_.state();
  // OPTIONS * asks about the server as a whole (RFC 9110, section 9.3.7).
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
  // By index, because such a function may add another one.
  auto& deferred = exchange_.state().after_this_request;
  for (std::size_t i = 0; i < deferred.size(); ++i) {
    Hook& hook = *deferred[i].hook;
    Owner* const owner = deferred[i].owner;
    if (!take_outcome(owner, hook.call(exchange_))) return false;
  }
  for (const auto& [owner, hook] : level().after) {
    if (!take_outcome(owner, hook->call(exchange_))) return false;
  }
  HostSignals::emit(signals_.request_finished, exchange_);
  return true;
}

void RequestLife::tear_down() noexcept {
  RequestState& state = exchange_.state();
  const Failure* const failure = state.failed ? &state.failure : nullptr;
  const auto run_all = [&](const auto& hooks) {
    for (const auto& [owner, hook] : hooks) {
      if (take_outcome(owner, hook->call(exchange_, failure))) continue;
      const Failure fault = thread_failure();
      report(fault, true);
      return false;
    }
    return true;
  };
  if (run_all(level().teardown)) {
    HostSignals::emit(signals_.request_tearing_down, exchange_, failure);
  }
  if (run_all(state.generation->teardown_app())) {
    HostSignals::emit(signals_.appcontext_tearing_down, exchange_, failure);
    HostSignals::emit(signals_.appcontext_popped, exchange_);
  }
}

bool RequestLife::handle_failure() noexcept {
  const Failure failure = taken_failure();
  const bool is_trapped = options_.trap_http || (options_.trap_bad_requests && failure.code == 400);
  const bool is_plain_answer = failure.is_answer() && !is_trapped;
  if (is_plain_answer && failure.code >= 500) report(failure, false);
  switch (call_handler(failure, failure)) {
    case Handled::yes:
      return true;
    case Handled::failed:
      return false;
    case Handled::no_handler:
      break;
  }
  if (!is_plain_answer) {
    thread_failure() = failure;
    return false;
  }
  set_plain_page(failure);
  return true;
}

RequestLife::Handled RequestLife::call_handler(const Failure& failure,
                                               const Failure& sought) noexcept {
  const auto [owner, handler] = find_error_handler(level(), sought);
  if (handler == nullptr) return Handled::no_handler;
  http::Response& response = exchange_.response;
  response.clear();
  response.status = failure.code;
  const Outcome outcome = handler->call(exchange_, failure);
  if (!take_outcome(owner, outcome)) return Handled::failed;
  if (outcome == Outcome::declined) {
    set_plain_page(failure);
    return Handled::yes;
  }
  // RFC 9110, sections 15.5.6 and 10.2.3: fields that a handler's page may lack.
  if (early_ == 405 && response.status == 405 && !response.fields.find("Allow")) {
    static_cast<void>(response.fields.set("Allow", allow_of(exchange_)));
  }
  add_headers(response, failure, false);
  if (response.status == 503 && !response.fields.find("Retry-After")) {
    static_cast<void>(response.fields.set("Retry-After", "1"));
  }
  return Handled::yes;
}

void RequestLife::set_plain_page(const Failure& failure) noexcept {
  const bool may_show = failure.code < 500 || options_.debug;
  set_error_page(exchange_.response, failure.code, may_show ? failure.message : "");
  if (early_ == 405 && failure.code == 405) {
    static_cast<void>(exchange_.response.fields.set("Allow", allow_of(exchange_)));
  }
  if (failure.code == 503) static_cast<void>(exchange_.response.fields.set("Retry-After", "1"));
  add_headers(exchange_.response, failure, true);
}

void RequestLife::handle_unhandled() noexcept {
  RequestState& state = exchange_.state();
  state.failure = taken_failure();
  state.failed = true;
  HostSignals::emit(signals_.got_request_exception, exchange_, &state.failure);
  report(state.failure, options_.propagate);

  const Failure error = internal_server_error(state.failure);
  if (options_.propagate) return set_plain_page(error);
  // The handlers for the original error were tried before, or the error came from one of them, so
  // only those for the general error are sought.
  const Failure sought{
      error.code,
      {std::string(kInternalServerError), std::string(kHttpError), std::string(kError)},
      {}};
  switch (call_handler(error, sought)) {
    case Handled::yes:
      break;
    case Handled::no_handler:
      set_plain_page(error);
      break;
    case Handled::failed: {
      const Failure second = taken_failure();
      report(second, true);
      return set_plain_page(error);
    }
  }
  if (!finalize()) {
    const Failure second = taken_failure();
    report(second, false);
  }
}

void RequestLife::report(const Failure& failure, bool has_escaped) noexcept {
  if (culprit_ != nullptr) culprit_->faults.fetch_add(1, std::memory_order_relaxed);
  if (!options_.on_fault) return;
  options_.on_fault({culprit_, exchange_, failure.code, failure, has_escaped});
}

}  // namespace carboy::core::app
