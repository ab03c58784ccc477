#include "core/app/kernel.h"

#include <algorithm>
#include <utility>

#include "core/app/context_stream.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"

namespace carboy::core::app {
namespace {

// Lets a request wait, which then keeps neither an extension nor a generation.
Place later(RequestState& state) noexcept {
  state.inside.reset();
  state.route = nullptr;
  state.generation.reset();
  return Place::later;
}

}  // namespace

Kernel::Kernel(KernelOptions options, signals::Registry& signals)
    : options_(std::move(options)),
      signals_(signals),
      steps_(SlowViews(options_.slow_view, options_.on_slow_view), RequestIds(options_.request_id),
             Health(options_.health_path), Cors(options_.cors.value_or(CorsOptions{}))),
      pages_(options_.page_memory, options_.clock, options_.debug) {
  publish(build({}, {}));
}

std::unique_ptr<const Generation> Kernel::build(std::span<const Contribution* const> contributions,
                                                std::function<bool(const WrapperUse&)> is_provided,
                                                std::span<const std::string> listed,
                                                MayLackWrapper may_lack_wrapper) {
  // A generation that is not published has a number, too: it also identifies lists of providers.
  return std::make_unique<const Generation>(
      ++last_number_, contributions,
      GenerationOptions{options_.routing, options_.server_name, std::move(is_provided), listed,
                        options_.wraps, options_.ask_wrapper, std::move(may_lack_wrapper)});
}

void Kernel::publish(std::unique_ptr<const Generation> next) {
  auto retired = current_.publish(std::move(next));
  pages_.store().clear();  // none of them answers a request of the new generation
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

const ProviderLists& Kernel::lists_of(Unit& unit) const noexcept {
  static const base::RcuPtr<Generation>::Lease kNone;
  const Exchange* const exchange = current_exchange();
  const bool is_request = exchange != nullptr && &exchange->state().unit == &unit;
  return unit.lists(is_request ? exchange->state().generation : kNone, current_);
}

Place Kernel::prepare(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  state.queued_at = steps_.get<SlowViews>().now();
  for (;;) {
    state.generation = current_.read();
    if (held_.load(std::memory_order_seq_cst)) return later(state);
    state.options = &options_.request;
    find_route(exchange);
    exchange.client = state.origin.client;
    if (state.route == nullptr) return place_of(exchange);
    state.inside = state.route->owner->enter(state.route->owner_serial);
    if (state.inside && state.route->owner->is_held()) return later(state);
    if (state.inside) return place_of(exchange);
    // The route's extension was swapped after the match; the next generation is published already.
  }
}

Place Kernel::place_of(Exchange& exchange) noexcept {
  const RequestState& state = exchange.state();
  if (steps_.get<Health>().is_asked(exchange)) return Place::loop;
  const CompiledBlueprint& level =
      state.route == nullptr ? state.generation->app_level() : *state.route->blueprint;
  const bool is_quiet = signals_.are_quiet();
  const bool is_page = state.route != nullptr && state.route->page &&
                       pages_.prepare(exchange, level.is_cacheable && is_quiet);
  if (is_page) return Place::loop;
  const Place place = place_of_view(state, level, is_quiet);
  exchange.state().page.may_wait = place == Place::worker;
  return place;
}

Place Kernel::place_of_view(const RequestState& state, const CompiledBlueprint& level,
                            bool is_quiet) noexcept {
  // Hooks, slots and wrappers may block; the loop runs them only if their authors declare that they
  // do not.
  if (!level.never_blocks || !is_quiet) return Place::worker;
  if (state.route == nullptr) return Place::loop;
  const CompiledRoute& route = *state.route;
  return route.entry->nonblocking && route.wrappers.empty() ? Place::loop : Place::worker;
}

void Kernel::handle(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  const CurrentExchange current(exchange);
  const std::uint64_t begin = ticks();
  steps_.run(exchange, [&] {
    // Without `pages` the request is not recorded, since a stored page is the whole answer.
    if (state.page.found != nullptr || pages_.wait_for_whole(exchange)) {
      return pages_.answer(exchange);
    }
    RequestLife life(options_, signals_, exchange);
    life.push();
    life.answer();
    StoredPages::end_turn(exchange);
    life.tear_down();
  });
  count(exchange, ticks() - begin);
  if (options_.observer != nullptr) keep_names(state);
  state.after_this_request.clear();
  if (state.keeps_context && exchange.response.body.stream() != nullptr) {
    keep_context(options_, signals_, exchange);
  } else {
    state.values.clear();
    state.generation.reset();
  }
  if (exchange.response.body.stream() == nullptr) state.unit.end();
}

void Kernel::count(const Exchange& exchange, std::uint64_t duration) noexcept {
  const CompiledRoute* const route = exchange.state().route;
  if (route == nullptr) return;
  route->owner->cost.add_request(exchange.response.status >= 500);
  route->entry->cost->add(duration);
}

// The generation, and the route with it, may be freed before the response has been sent.
void Kernel::keep_names(RequestState& state) const {
  if (!state.generation || state.route == nullptr) return;
  state.endpoint = state.route->entry->endpoint;
  state.answered_by = state.route->owner;
}

void Kernel::finish(Exchange& exchange) noexcept {
  exchange.response.body.clear();
  RequestState& state = exchange.state();
  if (options_.observer != nullptr) {
    keep_names(state);
    options_.observer->answered(exchange);
  }
  state.after_this_request.clear();
  state.values.clear();
  state.inside.reset();
  state.generation.reset();
  state.unit.end();
}

void Kernel::refused(const RefusedRequest& request) noexcept {
  if (options_.observer != nullptr) options_.observer->refused(request);
}

}  // namespace carboy::core::app
