#include "suite.h"

namespace carboy::conformance {

std::span<const Suite> suites() {
  static constexpr Suite kSuites[] = {
      {"routing", "rules, matching, redirects, building URLs (Werkzeug)", run_routing},
  };
  return kSuites;
}

}  // namespace carboy::conformance
