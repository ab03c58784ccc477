// What the app keeps for one request, from the match of its route to its end.
//
// Thread rule: as the exchange.
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
#include "core/app/request_values.h"
#include "core/app/unit.h"
#include "core/base/inline_any.h"
#include "core/pages/page_store.h"
#include "core/pages/page_turns.h"
#include "core/routing/map.h"

namespace carboy::core::app {

// A hook that was made for one request. The lease keeps its owner loaded until the hook is gone.
struct DeferredHook {
  Owner::Lease inside;  // declared first, so that it is released after the hook
  Owner* owner = nullptr;
  std::unique_ptr<Hook> hook;
};

class StoredPages;

// The stored page of a request, and what was read to make it.
struct RequestPage {
  StoredPages* pages = nullptr;                // null unless the route has a page policy
  bool is_recorded = false;                    // whether reads are recorded now
  bool is_whole = false;                       // whether a stored page is the whole answer
  bool may_wait = false;                       // whether this thread may wait for another request
  std::string base;                            // what every page of the route is kept by
  std::unique_ptr<pages::Reads> reads;         // kept for the next request
  pages::PagePointer found;                    // held until the response was sent
  std::optional<pages::PageTurns::Turn> turn;  // while the page is made
};

struct RequestState {
  base::RcuPtr<Generation>::Lease generation;  // held until the hooks have run
  Owner::Lease inside;                         // the route's owner, held until the body was sent
  Unit unit;                                   // ends with the view, or with the stream
  const CompiledRoute* route = nullptr;        // null if no route matched
  routing::Match match;
  const RequestOptions* options = nullptr;  // the kernel's; null means the defaults
  RequestOrigin origin;
  std::string path;                              // percent-decoded; match points into it
  std::string_view query;                        // as sent
  int early_status = 0;                          // the result of routing: 200, 308, 400, 404 or 405
  bool automatic_options = false;                // the host answers OPTIONS instead of the view
  std::vector<DeferredHook> after_this_request;  // in order of registration
  RequestValues values;                          // what extensions keep for the request
  bool keeps_context = false;  // the body is made inside the context; teardown runs after it
  bool failed = false;         // whether `failure` is set
  Failure failure;             // the failure that no handler took
  std::string request_id;      // empty until request_id() makes it
  std::string endpoint;        // of the route, for the access log
  const Owner* answered_by = nullptr;       // the route's owner, valid while `inside` is held
  std::int64_t queued_at = 0;               // when its route was known (see slow_views.h)
  std::int64_t view_began_at = 0;           // when its view began, by the same clock
  std::unique_ptr<RequestContent> content;  // null until content_of() makes it
  RequestPage page;
  base::InlineAny<128> adapters;  // what core/abi shows to extensions

  // Makes the state ready for the next request and keeps the memory that strings have allocated.
  void clear() noexcept;
};

// Returns the exchange that this thread works on, or null outside a request.
Exchange* current_exchange() noexcept;

// Makes an exchange, and its unit of work, the thread's current ones during its own lifetime.
class CurrentExchange {
 public:
  explicit CurrentExchange(Exchange& exchange) noexcept;
  ~CurrentExchange();
  CurrentExchange(const CurrentExchange&) = delete;
  CurrentExchange& operator=(const CurrentExchange&) = delete;

 private:
  Exchange* outer_;
  CurrentUnit unit_;
};

}  // namespace carboy::core::app
