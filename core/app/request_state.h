// What the app keeps for one request, from match to end.
#pragma once

#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/failure.h"
#include "core/app/generation.h"
#include "core/app/owner.h"
#include "core/base/in_place.h"
#include "core/routing/table.h"

namespace carboy::core::app {

struct RequestState {
  base::Published<Generation>::Lease generation;  // held until the hooks have run
  Owner::Lease inside;                            // the route's owner, held until the body has left
  const CompiledRoute* route = nullptr;           // null: none matched
  routing::Match match;
  std::string host;        // lower case, without a standard port
  std::string path;        // percent-decoded; match points into it
  std::string_view query;  // as sent
  int early_status = 0;  // an answer that routing already knows: 400, 404, 405, 308, 200 (OPTIONS)
  Failure failure;       // what went wrong, while `failed`
  bool failed = false;
  base::InPlace<96> faces;  // how extensions see the request; the abi room's
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
