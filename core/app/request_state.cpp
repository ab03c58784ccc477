#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {
thread_local Exchange* current = nullptr;
}

void RequestState::clear() noexcept {
  adapters.reset();
  after_this_request.clear();
  values.clear();
  content.reset();
  unit.end();
  generation.reset();
  inside.reset();
  route = nullptr;
  path.clear();
  query = {};
  early_status = 0;
  automatic_options = false;
  keeps_context = false;
  failed = false;
  request_id.clear();
  endpoint.clear();
  answered_by = nullptr;
  page.pages = nullptr;
  page.is_recorded = false;
  page.may_wait = false;
  page.found.reset();
  page.turn.reset();
}

Exchange* current_exchange() noexcept { return current; }

CurrentExchange::CurrentExchange(Exchange& exchange) noexcept
    : outer_(current), unit_(exchange.state().unit) {
  current = &exchange;
}
CurrentExchange::~CurrentExchange() { current = outer_; }

}  // namespace carboy::core::app
