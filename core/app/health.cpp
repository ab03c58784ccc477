#include "core/app/health.h"

#include "core/app/request_state.h"

namespace carboy::core::app {

bool Health::is_asked(const Exchange& exchange) const noexcept {
  return !path_.empty() && exchange.state().path == path_ &&
         (exchange.head.method == "GET" || exchange.head.method == "HEAD");
}

bool Health::before(Exchange& exchange) const noexcept {
  if (!is_asked(exchange)) return false;
  http::Response& response = exchange.response;
  response.status = 200;
  static_cast<void>(response.fields.set("Content-Type", "text/plain; charset=utf-8"));
  static_cast<void>(response.fields.set("Cache-Control", "no-store"));
  response.body.assign("ok\n");
  return true;
}

}  // namespace carboy::core::app
