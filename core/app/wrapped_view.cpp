#include "core/app/wrapped_view.h"

#include "core/app/unit.h"

namespace carboy::core::app {
namespace {

// Calls the wrappers one inside the other, and then the view.
struct WrappedCall {
  Exchange& exchange;
  const CompiledRoute& route;
  CallWrapper call_wrapper;
  std::size_t depth = 0;

  Outcome next() noexcept {
    const auto& wrappers = route.entry->wrappers;
    if (depth == wrappers.size()) return route.view->call(exchange);
    const WrapperUse& use = wrappers[depth++];
    const services::Pin pin = app::pin(*use.service, use.minor_version);
    if (pin.object == nullptr) {
      fail(503, "carboy.ServiceUnavailable",
           "No enabled extension provides the wrapper " + use.service->name() + " at the moment.");
      return Outcome::failed;
    }
    const Outcome outcome = call_wrapper(
        pin.object, pin.tag, exchange, use.options,
        {[](void* self) noexcept { return static_cast<WrappedCall*>(self)->next(); }, this});
    services::Service::unpin(pin.token);
    return outcome;
  }
};

}  // namespace

Outcome call_wrapped_view(Exchange& exchange, const CompiledRoute& route,
                          CallWrapper call_wrapper) noexcept {
  if (route.entry->wrappers.empty()) return route.view->call(exchange);
  return WrappedCall{exchange, route, call_wrapper}.next();
}

}  // namespace carboy::core::app
