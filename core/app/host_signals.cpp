#include "core/app/host_signals.h"

namespace carboy::core::app {

HostSignals::HostSignals(signals::Registry& registry)
    : appcontext_pushed(*registry.signal(kAppContextPushed, "request")),
      request_started(*registry.signal(kRequestStarted, "request")),
      got_request_exception(*registry.signal(kGotRequestException, "request,text,error")),
      request_finished(*registry.signal(kRequestFinished, "request,response")),
      request_tearing_down(*registry.signal(kRequestTearingDown, "request,error")),
      appcontext_tearing_down(*registry.signal(kAppContextTearingDown, "request,error")),
      appcontext_popped(*registry.signal(kAppContextPopped, "request")) {}

bool HostSignals::are_quiet() const noexcept {
  return appcontext_pushed.slot_count() + request_started.slot_count() +
             got_request_exception.slot_count() + request_finished.slot_count() +
             request_tearing_down.slot_count() + appcontext_tearing_down.slot_count() +
             appcontext_popped.slot_count() ==
         0;
}

}  // namespace carboy::core::app
