#include "core/pages/page_policy.h"

#include <algorithm>
#include <optional>

#include "core/base/suggest.h"
#include "core/base/units.h"

namespace carboy::core::pages {
namespace {

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string take_time(std::string_view text, std::chrono::nanoseconds& time) {
  const auto parsed = base::parse_duration(text);
  if (!parsed || parsed->count() == 0) {
    return "A page needs a time with its unit, such as \"5 min\"; " + quoted(text) + " is none.";
  }
  time = *parsed;
  return {};
}

std::string take_option(std::string_view option, PagePolicy& policy) {
  static const std::vector<std::string> kKnown{"browser", "tag", "vary_cookie"};
  const std::size_t equals = std::min(option.find('='), option.size());
  const std::string_view key = without_blanks(option.substr(0, equals));
  const std::string_view value =
      equals == option.size() ? std::string_view() : without_blanks(option.substr(equals + 1));
  if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) {
    return quoted(key) + " is no option of a page." + base::did_you_mean(key, kKnown);
  }
  if (value.empty()) return "The option " + quoted(key) + " of a page needs a value.";
  if (key == "browser") return take_time(value, policy.browser_age);
  (key == "tag" ? policy.tags : policy.vary_cookies).emplace_back(value);
  return {};
}

}  // namespace

std::string parse_policy(std::string_view options, PagePolicy& policy) {
  std::size_t end = std::min(options.find(';'), options.size());
  std::string mistake = take_time(without_blanks(options.substr(0, end)), policy.age);
  while (mistake.empty() && end < options.size()) {
    options.remove_prefix(end + 1);
    end = std::min(options.find(';'), options.size());
    mistake = take_option(options.substr(0, end), policy);
  }
  return mistake;
}

}  // namespace carboy::core::pages
