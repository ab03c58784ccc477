#include "core/app/exchange.h"

#include "core/app/request_state.h"

namespace carboy::core::app {

Exchange::Exchange() : state_(std::make_unique<RequestState>()) {}
Exchange::~Exchange() = default;

void Exchange::clear() noexcept {
  head = {};
  body = {};
  client = {};
  sent = {};
  begun = {};
  response.clear();
  state_->clear();
  cancelled_.store(kNot, std::memory_order_relaxed);
}

}  // namespace carboy::core::app
