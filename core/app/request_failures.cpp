// The part of a request's life in which something has failed.
#include "core/app/error_handlers.h"
#include "core/app/error_page.h"
#include "core/app/request_life.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"

namespace carboy::core::app {
namespace {

// An extension's error may have any number for its status.
Failure taken_failure() {
  Failure failure = thread_failure();
  if (failure.code < 400 || failure.code > 599) failure.code = 500;
  return failure;
}

}  // namespace

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
    case Handled::by_nobody:
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
  if (handler == nullptr) return Handled::by_nobody;
  http::Response& response = exchange_.response;
  response.clear();
  response.status = failure.code;
  const Outcome outcome = handler->call(exchange_, failure);
  if (!succeeds(owner, outcome)) return Handled::failed;
  if (outcome == Outcome::declined) {
    set_plain_page(failure);
    return Handled::yes;
  }
  // RFC 9110, sections 15.5.6 and 10.2.3: what a handler's page may forget.
  if (early_ == 405 && response.status == 405 && !response.fields.find("Allow")) {
    static_cast<void>(response.fields.set("Allow", allow_of(exchange_)));
  }
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
}

void RequestLife::handle_unhandled() noexcept {
  RequestState& state = exchange_.state();
  state.failure = taken_failure();
  state.failed = true;
  HostSignals::emit(signals_.got_request_exception, exchange_, &state.failure);
  report(state.failure, options_.propagate);

  const Failure error = internal_server_error(state.failure);
  if (options_.propagate) return set_plain_page(error);
  // Handlers of the original were asked before, or must not be: it came from behind them.
  const Failure sought{
      error.code,
      {std::string(kInternalServerError), std::string(kHttpError), std::string(kError)},
      {}};
  switch (call_handler(error, sought)) {
    case Handled::yes:
      break;
    case Handled::by_nobody:
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
