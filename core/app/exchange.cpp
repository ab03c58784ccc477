#include "core/app/exchange.h"

#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {
thread_local Exchange* current = nullptr;
}

Exchange::Exchange() : state_(std::make_unique<RequestState>()) {}
Exchange::~Exchange() = default;

void Exchange::clear() noexcept {
  head = {};
  body = {};
  client = {};
  sent = {};
  begun = {};
  response.clear();
  RequestState& state = *state_;
  state.faces.reset();
  state.after_this_request.clear();
  state.content.reset();
  state.generation.reset();
  state.inside.reset();
  state.route = nullptr;
  state.path.clear();
  state.query = {};
  state.early_status = 0;
  state.automatic_options = false;
  state.keeps_context = false;
  state.failed = false;
  state.request_id.clear();
  state.endpoint.clear();
  state.answered_by = nullptr;
  cancelled_.store(kNot, std::memory_order_relaxed);
}

Exchange* current_exchange() noexcept { return current; }

CurrentExchange::CurrentExchange(Exchange& exchange) noexcept : outer_(current) {
  current = &exchange;
}
CurrentExchange::~CurrentExchange() { current = outer_; }

}  // namespace carboy::core::app
