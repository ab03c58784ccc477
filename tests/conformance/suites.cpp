#include "suite.h"

namespace carboy::conformance {

std::span<const Suite> suites() {
  static constexpr Suite kSuites[] = {
      {"http", "cookies, forms, negotiation, ranges, dates, proxies (Werkzeug)", run_http},
      {"lifecycle", "hooks, signals, error handlers, what a view returns (Flask)", run_lifecycle},
      {"routing", "rules, matching, redirects, building URLs (Werkzeug)", run_routing},
  };
  return kSuites;
}

}  // namespace carboy::conformance
