#include "core/app/kernel.h"

#include <algorithm>
#include <utility>

#include "core/app/error_page.h"
#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {

// Walks down a route's wrappers to its view.
struct WrappedCall {
  Exchange& exchange;
  const RouteEntry& route;
  CallWrapper call_wrapper;
  std::size_t depth = 0;

  Outcome next() noexcept {
    if (depth == route.wrappers.size()) return route.view->call(exchange);
    const WrapperUse& use = route.wrappers[depth++];
    const services::Pin pin = use.service->pin(use.minor_version);
    if (pin.object == nullptr) {
      fail(503, "carboy.ServiceNotThere", "The wrapper " + use.service->name() + " is not there.");
      return Outcome::failed;
    }
    const Outcome outcome = call_wrapper(
        pin.object, pin.tag, exchange, use.options,
        {[](void* self) noexcept { return static_cast<WrappedCall*>(self)->next(); }, this});
    services::Slot::unpin(pin.token);
    return outcome;
  }
};

}  // namespace

Kernel::Kernel(KernelOptions options, signals::Registry& signals)
    : options_(std::move(options)),
      request_started_(*signals.signal(kRequestStarted, "request")),
      request_finished_(*signals.signal(kRequestFinished, "request,response")),
      got_request_exception_(*signals.signal(kGotRequestException, "request,text")),
      request_tearing_down_(*signals.signal(kRequestTearingDown, "request")) {
  publish(build({}, {}));
}

std::unique_ptr<const Generation> Kernel::build(
    std::span<const Contribution* const> contributions,
    std::function<bool(const WrapperUse&)> is_provided) const {
  return std::make_unique<const Generation>(
      last_number_ + 1, contributions, GenerationOptions{options_.routing, std::move(is_provided)});
}

void Kernel::publish(std::unique_ptr<const Generation> next) {
  last_number_ = next->number();
  auto retired = current_.publish(std::move(next));
  const std::lock_guard lock(retired_mutex_);
  std::erase_if(retired_, [](const auto& old) { return old.readers() == 0; });
  retired_.push_back(std::move(retired));
}

bool Kernel::wait_for_old_generations(std::chrono::steady_clock::time_point deadline) {
  const std::lock_guard lock(retired_mutex_);
  bool all = true;
  for (const auto& old : retired_) all = old.wait(deadline) && all;
  std::erase_if(retired_, [](const auto& old) { return old.readers() == 0; });
  return all;
}

Place Kernel::prepare(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  for (;;) {
    state.generation = current_.read();
    find_route(exchange);
    if (state.route == nullptr) return place_of(exchange);
    state.inside = state.route->owner->enter(state.route->owner_serial);
    if (state.inside) return place_of(exchange);
    // Its extension was swapped between the match and here; the next generation is there already.
  }
}

Place Kernel::place_of(const Exchange& exchange) const noexcept {
  const RequestState& state = exchange.state();
  const CompiledBlueprint& level = level_of(exchange);
  const bool has_slots = request_started_.slot_count() + request_finished_.slot_count() +
                             request_tearing_down_.slot_count() !=
                         0;
  // Hooks, slots and wrappers are other people's and may block; the loop runs none of them.
  if (has_slots || !level.is_quiet()) return Place::worker;
  if (state.route == nullptr) return level.errors.empty() ? Place::loop : Place::worker;
  const RouteEntry& route = *state.route->entry;
  return route.nonblocking && route.wrappers.empty() ? Place::loop : Place::worker;
}

void Kernel::handle(Exchange& exchange) noexcept {
  const CurrentExchange current(exchange);
  run(exchange);
  run_teardown(exchange);
  exchange.state().generation.reset();
}

void Kernel::finish(Exchange& exchange) noexcept {
  exchange.response.body.clear();
  RequestState& state = exchange.state();
  state.inside.reset();
  state.generation.reset();
}

void Kernel::run(Exchange& exchange) noexcept {
  const RequestEvent event{exchange, {}};
  request_started_.emit(&event, 1);
  if (run_before_hooks(exchange)) {
    if (exchange.state().route == nullptr) {
      answer_early(exchange);
    } else {
      run_view(exchange);
    }
  }
  run_after_hooks(exchange);
  request_finished_.emit(&event, 1);
}

const CompiledBlueprint& Kernel::level_of(const Exchange& exchange) const noexcept {
  const RequestState& state = exchange.state();
  return state.route == nullptr ? state.generation->app_level() : *state.route->blueprint;
}

bool Kernel::run_before_hooks(Exchange& exchange) noexcept {
  for (const auto& [owner, hook] : level_of(exchange).before) {
    const Outcome outcome = hook->call(exchange);
    if (outcome == Outcome::done) continue;
    if (outcome == Outcome::failed) answer_failure(exchange, owner);
    return false;
  }
  return true;
}

void Kernel::run_view(Exchange& exchange) noexcept {
  const CompiledRoute& route = *exchange.state().route;
  Outcome outcome;
  if (route.entry->wrappers.empty()) {
    outcome = route.entry->view->call(exchange);
  } else {
    outcome = WrappedCall{exchange, *route.entry, options_.call_wrapper}.next();
  }
  if (outcome == Outcome::failed) answer_failure(exchange, route.owner);
}

void Kernel::run_after_hooks(Exchange& exchange) noexcept {
  const auto& hooks = level_of(exchange).after;
  for (const auto& [owner, hook] : hooks) {
    if (hook->call(exchange) == Outcome::failed) answer_failure(exchange, owner);
  }
}

void Kernel::run_teardown(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  const Failure* failure = state.failed ? &state.failure : nullptr;
  for (const auto& [owner, hook] : level_of(exchange).teardown) {
    if (hook->call(exchange, failure) == Outcome::failed && options_.on_fault) {
      const Failure fault = thread_failure();
      options_.on_fault(
          {owner, exchange.head.method, state.path, exchange.response.status, &fault});
    }
  }
  const RequestEvent event{exchange, {}};
  request_tearing_down_.emit(&event, 1);
}

void Kernel::answer_early(Exchange& exchange) noexcept {
  const int status = exchange.state().early_status;
  if (status < 400) return;
  // Keeps what routing has put into the response, as Allow for 405.
  const auto allow = exchange.response.fields.find("Allow");
  const std::string allowed(allow.value_or(""));
  fail(status, "carboy.HttpError", "");
  answer_failure(exchange, nullptr);
  if (!allowed.empty()) static_cast<void>(exchange.response.fields.set("Allow", allowed));
}

bool Kernel::try_handlers(Exchange& exchange, const Failure& failure) noexcept {
  const auto& levels = level_of(exchange).errors;
  const auto by_code = [&]() -> ErrorHandler* {
    for (const auto* level : levels) {
      for (const auto& [code, handler] : level->by_code) {
        if (code == failure.code) return handler;
      }
    }
    return nullptr;
  };
  const auto by_id = [&]() -> ErrorHandler* {
    for (const auto* level : levels) {
      for (const std::string& id : failure.ids) {
        for (const auto& [handled, handler] : level->by_id) {
          if (handled == id) return handler;
        }
      }
    }
    return nullptr;
  };
  // An error that is an HTTP status is found by its code first; any other by what it is.
  const bool http = failure.is("carboy.HttpError");
  ErrorHandler* handler = http ? by_code() : by_id();
  if (handler == nullptr) handler = http ? by_id() : by_code();
  return handler != nullptr && handler->call(exchange, failure) != Outcome::failed;
}

void Kernel::answer_failure(Exchange& exchange, const Owner* owner) noexcept {
  RequestState& state = exchange.state();
  Failure failure = thread_failure();
  if (failure.code < 400 || failure.code > 599) failure.code = 500;
  const int code = failure.code;

  exchange.response.clear();
  exchange.response.status = code;
  if (code >= 500) {
    if (owner != nullptr) const_cast<Owner*>(owner)->faults.fetch_add(1, std::memory_order_relaxed);
    const RequestEvent event{exchange, failure.message};
    got_request_exception_.emit(&event, 1);
    if (options_.on_fault) {
      options_.on_fault({owner, exchange.head.method, state.path, code, &failure});
    }
  }
  if (!try_handlers(exchange, failure)) {
    state.failed = code >= 500;
    state.failure = failure;
    const bool may_show = code < 500 || options_.debug;
    set_error_page(exchange.response, code, may_show ? failure.message : "");
  }
  if (code == 503 && !exchange.response.fields.find("Retry-After")) {
    static_cast<void>(exchange.response.fields.set("Retry-After", "1"));
  }
}

}  // namespace carboy::core::app
