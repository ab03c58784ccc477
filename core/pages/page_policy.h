// How the pages of one route are stored.
//
// Thread rule: plain data; parse_policy() may be called from any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::pages {

struct PagePolicy {
  std::chrono::nanoseconds age{0};          // for which a page is answered; 0: none is stored
  std::chrono::nanoseconds browser_age{0};  // for which a browser does not ask again
  std::vector<std::string> tags;
  std::vector<std::string> vary_cookies;
};

// Parses the options of the host's own wrapper: a time, and then any of `browser = TIME`, `tag =
// NAME` and `vary_cookie = NAME`, separated by semicolons. Returns a sentence about what is wrong,
// or an empty text and the policy.
std::string parse_policy(std::string_view options, PagePolicy& policy);

}  // namespace carboy::core::pages
