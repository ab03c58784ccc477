// Runs one request: hooks, view, error handlers and signals, in the same order as Flask.
//
// Thread rule: belongs to the thread that works on the exchange.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/generation.h"
#include "core/app/host_signals.h"

namespace carboy::core::app {

// A failure of the app's code, for the log.
struct FaultReport {
  const Owner* owner = nullptr;  // of the code that failed; null for the host's own
  Exchange& exchange;
  int status = 500;
  const Failure& failure;
  // Whether Flask would let it out of the app: it came from an error handler for 500 or from a
  // teardown function, or LifeOptions::propagate is set.
  bool has_escaped = false;
};

struct LifeOptions {
  bool debug = false;      // the client sees a failure's message
  bool propagate = false;  // an unhandled failure escapes: no handler for 500, no after_request
  bool trap_http = false;  // an HTTP error without a handler is an unhandled failure
  bool trap_bad_requests = false;  // the same for 400 only
  CallWrapper call_wrapper = nullptr;
  std::function<void(const FaultReport&)> on_fault;
};

class RequestLife {
 public:
  RequestLife(const LifeOptions& options, const HostSignals& signals, Exchange& exchange);

  // Begins the app context.
  void push() noexcept;
  // Makes exchange.response, from request_started to request_finished. If an after_request function
  // fails, the handlers for 500 run, and then the after_request functions once more; a second
  // failure is reported and ends them.
  void answer() noexcept;
  // Runs the teardown functions and ends the app context. If one fails, the failure is reported and
  // the remaining ones do not run, but those of the app context do.
  void tear_down() noexcept;

 private:
  // Each of these returns true if the response is made, and false if thread_failure() is set and
  // not handled yet.
  bool dispatch() noexcept;
  bool run_view() noexcept;
  bool answer_early() noexcept;
  bool answer_options() noexcept;
  bool finalize() noexcept;

  bool handle_failure() noexcept;
  void handle_unhandled() noexcept;
  enum class Handled { no_handler, yes, failed };
  // Finds the handler for `sought` and passes `failure` to it.
  Handled call_handler(const Failure& failure, const Failure& sought) noexcept;
  void set_plain_page(const Failure& failure) noexcept;
  void report(const Failure& failure, bool has_escaped) noexcept;

  const CompiledBlueprint& level() const noexcept;
  // Returns false if `outcome` is a failure, and keeps `owner` as its culprit.
  bool take_outcome(Owner* owner, Outcome outcome) noexcept;

  const LifeOptions& options_;
  const HostSignals& signals_;
  Exchange& exchange_;
  Owner* culprit_ = nullptr;  // the owner of the code that set thread_failure()
  std::optional<int> early_;  // the error status of routing that is being answered
};

}  // namespace carboy::core::app
