// The host's own signals, with the names of Flask's.
//
// Thread rule: as signals/registry.h.
#pragma once

#include <string_view>

#include "core/app/exchange.h"
#include "core/app/failure.h"
#include "core/signals/registry.h"

namespace carboy::core::app {

// The arguments of these signals; a slot receives those that its signature names.
struct RequestEvent {
  Exchange& exchange;
  const Failure* failure = nullptr;  // null if there was none or the signal carries none
};

struct HostSignals {
  // Finds the signals in the registry, or adds them to it.
  explicit HostSignals(signals::Registry& registry);

  static constexpr std::string_view kAppContextPushed = "carboy.appcontext_pushed";
  static constexpr std::string_view kRequestStarted = "carboy.request_started";
  static constexpr std::string_view kGotRequestException = "carboy.got_request_exception";
  static constexpr std::string_view kRequestFinished = "carboy.request_finished";
  static constexpr std::string_view kRequestTearingDown = "carboy.request_tearing_down";
  static constexpr std::string_view kAppContextTearingDown = "carboy.appcontext_tearing_down";
  static constexpr std::string_view kAppContextPopped = "carboy.appcontext_popped";

  // Returns whether none of the signals has a slot.
  bool are_quiet() const noexcept;

  // Emits a signal. Costs one load if the signal has no slot.
  static void emit(const signals::Signal& signal, Exchange& exchange,
                   const Failure* failure = nullptr) noexcept {
    if (signal.slot_count().load(std::memory_order_acquire) == 0) return;
    const RequestEvent event{exchange, failure};
    signal.emit(&event, 1);
  }

  signals::Signal& appcontext_pushed;
  signals::Signal& request_started;
  signals::Signal& got_request_exception;
  signals::Signal& request_finished;
  signals::Signal& request_tearing_down;
  signals::Signal& appcontext_tearing_down;
  signals::Signal& appcontext_popped;
};

}  // namespace carboy::core::app
