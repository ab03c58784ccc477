// What the app keeps for one request, from match to end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/exchange.h"
#include "core/app/failure.h"
#include "core/app/generation.h"
#include "core/app/origin.h"
#include "core/app/owner.h"
#include "core/app/request_content.h"
#include "core/app/request_options.h"
#include "core/base/inline_any.h"
#include "core/routing/map.h"

namespace carboy::core::app {

// A hook that was made for one request; its owner stays in place until it is gone.
struct DeferredHook {
  Owner::Lease inside;  // freed behind the hook
  Owner* owner = nullptr;
  std::unique_ptr<Hook> hook;
};

struct RequestState {
  base::RcuPtr<Generation>::Lease generation;  // held until the hooks have run
  Owner::Lease inside;                         // the route's owner, held until the body has left
  const CompiledRoute* route = nullptr;        // null: none matched
  routing::Match match;
  const RequestOptions* options = nullptr;  // the kernel's; null: the defaults
  RequestOrigin origin;
  std::string path;                // percent-decoded; match points into it
  std::string_view query;          // as sent
  int early_status = 0;            // what routing says: 200, 308, 400, 404 or 405
  bool automatic_options = false;  // the host answers OPTIONS in the place of the view
  std::vector<DeferredHook> after_this_request;  // in order
  bool keeps_context = false;  // the body is made inside of it, and teardown comes behind
  bool failed = false;
  Failure failure;                          // what nobody handled, while `failed`
  std::string request_id;                   // empty until it is asked for: request_id.h
  std::string endpoint;                     // of the route, for the access log
  const Owner* answered_by = nullptr;       // the route's; while `inside` is held
  std::int64_t queued_at = 0;               // when its route was known: slow_views.h
  std::unique_ptr<RequestContent> content;  // null until it is asked for
  base::InlineAny<128> faces;               // how extensions see the request; the abi room's
};

// The exchange this thread works on; null outside of a request.
Exchange* current_exchange() noexcept;

// Makes an exchange the thread's current one while it lives.
class CurrentExchange {
 public:
  explicit CurrentExchange(Exchange& exchange) noexcept;
  ~CurrentExchange();
  CurrentExchange(const CurrentExchange&) = delete;
  CurrentExchange& operator=(const CurrentExchange&) = delete;

 private:
  Exchange* outer_;
};

}  // namespace carboy::core::app
