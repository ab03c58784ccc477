#include "core/app/wrap/wrapped_view.h"

#include <utility>

#include "core/app/pages/stored_pages.h"
#include "core/app/unit.h"

namespace carboy::core::app {
namespace {

// Calls the wrappers one inside the other, and then the view.
struct WrappedCall {
  Exchange& exchange;
  const CompiledRoute& route;
  CallWrapper call_wrapper;
  std::size_t depth = 0;
  StoredPages* pages = nullptr;  // set until the page wrapper is reached

  Outcome next() noexcept {
    if (pages != nullptr && depth == route.page_depth) return find_or_keep();
    const auto& wrappers = route.wrappers;
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

  Outcome find_or_keep() noexcept {
    StoredPages& stored = *std::exchange(pages, nullptr);
    // What a hook or a wrapper has set already is for this request, and no stored page has it.
    const http::Response& response = exchange.response;
    const bool is_untouched = response.fields.size() == 0 && response.status == 200;
    if (is_untouched && stored.find_inside(exchange)) return Outcome::done;
    const Outcome outcome = next();
    if (outcome != Outcome::failed && is_untouched) stored.keep_inside(exchange);
    return outcome;
  }
};

}  // namespace

Outcome call_wrapped_view(Exchange& exchange, const CompiledRoute& route,
                          CallWrapper call_wrapper) noexcept {
  if (!route.unavailable.empty()) {
    fail(503, "carboy.ServiceUnavailable", route.unavailable);
    return Outcome::failed;
  }
  const RequestPage& page = exchange.state().page;
  StoredPages* const pages = page.is_whole ? nullptr : page.pages;
  if (route.wrappers.empty() && pages == nullptr) return route.view->call(exchange);
  return WrappedCall{exchange, route, call_wrapper, 0, pages}.next();
}

}  // namespace carboy::core::app
