// The host's own signals: their names, what they carry, and emitting them.
//
// Thread rule: as signals/registry.h.
#pragma once

#include <string_view>

#include "core/app/exchange.h"
#include "core/app/failure.h"
#include "core/signals/registry.h"

namespace carboy::core::app {

// What they carry to their slots; a slot takes those of it that its signature names.
struct RequestEvent {
  Exchange& exchange;
  const Failure* failure = nullptr;  // null: there was none, or the signal carries none
};

struct HostSignals {
  // Finds or makes them.
  explicit HostSignals(signals::Registry& registry);

  // Flask's names; the signatures say everything each one offers.
  static constexpr std::string_view kAppContextPushed = "carboy.appcontext_pushed";
  static constexpr std::string_view kRequestStarted = "carboy.request_started";
  static constexpr std::string_view kGotRequestException = "carboy.got_request_exception";
  static constexpr std::string_view kRequestFinished = "carboy.request_finished";
  static constexpr std::string_view kRequestTearingDown = "carboy.request_tearing_down";
  static constexpr std::string_view kAppContextTearingDown = "carboy.appcontext_tearing_down";
  static constexpr std::string_view kAppContextPopped = "carboy.appcontext_popped";

  // Nobody listens to any of them.
  bool are_quiet() const noexcept;

  // Costs one load while nobody listens.
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
