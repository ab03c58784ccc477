// One request's way through hooks, view, error handlers and signals, step for step as Flask's.
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

// A line for the log about code that failed.
struct FaultReport {
  const Owner* owner = nullptr;  // whose code it was; null: the host's own
  Exchange& exchange;
  int status = 500;
  const Failure& failure;
  // Nobody could answer for it: it came from an error handler for 500, from a teardown, or the app
  // propagates. Flask would let it out of the app.
  bool has_escaped = false;
};

struct LifeOptions {
  bool debug = false;      // shows a failure's message to the client
  bool propagate = false;  // an unhandled failure escapes: no handler for 500, no after_request
  bool trap_http = false;  // an HTTP error that no handler takes is an unhandled failure
  bool trap_bad_requests = false;  // the same for 400 only
  CallWrapper call_wrapper = nullptr;
  std::function<void(const FaultReport&)> on_fault;
};

class RequestLife {
 public:
  RequestLife(const LifeOptions& options, const HostSignals& signals, Exchange& exchange);

  // Begins the app context.
  void push() noexcept;
  // Makes exchange.response, from request_started to request_finished. A failure in an
  // after_request function runs the handlers for 500, and the functions once more; a second one is
  // reported and ends the round.
  void answer() noexcept;
  // Runs the teardown functions and ends the app context. One that fails is reported, and those
  // behind it are left out; the app context's run all the same.
  void tear_down() noexcept;

 private:
  // True: response is made. False: the thread's failure is what nobody has handled, yet.
  bool dispatch() noexcept;
  bool run_before_hooks() noexcept;
  bool run_view() noexcept;
  bool answer_early() noexcept;
  bool answer_options() noexcept;
  bool finalize() noexcept;

  bool handle_failure() noexcept;
  void handle_unhandled() noexcept;
  enum class Handled { by_nobody, yes, failed };
  // The handler that is found for `sought` is given `failure`.
  Handled call_handler(const Failure& failure, const Failure& sought) noexcept;
  void set_plain_page(const Failure& failure) noexcept;
  void report(const Failure& failure, bool has_escaped) noexcept;

  const CompiledBlueprint& level() const noexcept;
  bool succeeds(Owner* owner, Outcome outcome) noexcept;

  const LifeOptions& options_;
  const HostSignals& signals_;
  Exchange& exchange_;
  Owner* culprit_ = nullptr;  // whose code the thread's failure came from
  std::optional<int> early_;  // a status of routing that is being answered
};

}  // namespace carboy::core::app
