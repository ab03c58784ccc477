// Bodies of <carboy/testing/matchers.h>.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/testing/error.h>
#include <carboy/testing/matchers.h>

#include <cstddef>
#include <ostream>
#include <string_view>
#include <utility>

namespace carboy::testing {

inline void PrintTo(const Response& response, std::ostream* out) {
  constexpr std::size_t kMostShown = 400;
  *out << response.method() << ' ' << response.url() << " -> " << response.status() << ' '
       << response.reason();
  for (const auto& [name, value] : response.headers()) *out << "\n  " << name << ": " << value;
  *out << "\n  \"" << std::string_view(response.text()).substr(0, kMostShown) << '"';
  if (response.text().size() > kMostShown) {
    *out << " and " << response.text().size() - kMostShown << " bytes more";
  }
}

inline void PrintTo(const Cookie& cookie, std::ostream* out) {
  *out << cookie.name << '=' << cookie.value;
}

namespace detail {

// A matcher that calls check(response, listener). The function returns whether the response
// matches, and writes the reason to the listener if it does not.
template <class Check>
class ResponseMatcher {
 public:
  using is_gtest_matcher = void;
  ResponseMatcher(std::string what, Check check)
      : what_(std::move(what)), check_(std::move(check)) {}

  bool MatchAndExplain(const Response& response, ::testing::MatchResultListener* listener) const {
    return check_(response, *listener);
  }
  void DescribeTo(std::ostream* out) const { *out << what_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "not: " << what_; }

 private:
  std::string what_;
  Check check_;
};

template <class T, class M>
std::string description(const M& matcher) {
  return ::testing::DescribeMatcher<const T&>(matcher);
}

}  // namespace detail

template <class M>
auto HasStatus(M status) {
  return detail::ResponseMatcher(
      "has a status that " + detail::description<int>(status),
      [status](const Response& response, ::testing::MatchResultListener& listener) {
        listener << "which has the status " << response.status();
        return ::testing::ExplainMatchResult(status, response.status(), &listener);
      });
}

template <class M>
auto HasHeader(std::string name, M value) {
  return detail::ResponseMatcher(
      "has a header " + name + " that " + detail::description<std::string>(value),
      [name, value](const Response& response, ::testing::MatchResultListener& listener) {
        const char* before = "which has ";
        for (const auto& [key, found] : response.headers()) {
          if (!carboy::detail::is_same_field(key, name)) continue;
          if (::testing::Value(found, value)) return true;
          listener << before << key << ": " << found;
          before = " and ";
        }
        if (!response.header(name)) listener << "which has no header " << name;
        return false;
      });
}
inline auto HasHeader(std::string name) { return HasHeader(std::move(name), ::testing::_); }

template <class M>
auto RedirectsTo(M location) {
  return detail::ResponseMatcher(
      "redirects to what " + detail::description<std::string>(location),
      [location](const Response& response, ::testing::MatchResultListener& listener) {
        const auto found = response.header("Location");
        if (response.status() < 300 || response.status() > 399 || !found) {
          listener << "which is not a redirect but a " << response.status();
          return false;
        }
        listener << "which redirects to " << *found;
        return ::testing::ExplainMatchResult(location, *found, &listener);
      });
}

template <class M>
auto HasText(M text) {
  return detail::ResponseMatcher(
      "has a text that " + detail::description<std::string>(text),
      [text](const Response& response, ::testing::MatchResultListener& listener) {
        return ::testing::ExplainMatchResult(text, response.text(), &listener);
      });
}

inline auto IsJson(nlohmann::json expected) {
  std::string what = "is the JSON " + expected.dump();
  return detail::ResponseMatcher(
      std::move(what), [expected = std::move(expected)](const Response& response,
                                                        ::testing::MatchResultListener& listener) {
        try {
          const nlohmann::json found = response.json();
          if (found == expected) return true;
          listener << "which differs by " << nlohmann::json::diff(expected, found).dump();
        } catch (const Error& error) {
          listener << error.what();
        }
        return false;
      });
}
template <class M>
auto IsJsonThat(M matcher) {
  return detail::ResponseMatcher(
      "is JSON that " + detail::description<nlohmann::json>(matcher),
      [matcher](const Response& response, ::testing::MatchResultListener& listener) {
        try {
          return ::testing::ExplainMatchResult(matcher, response.json(), &listener);
        } catch (const Error& error) {
          listener << error.what();
          return false;
        }
      });
}

template <class M>
auto SetsCookie(std::string name, M value) {
  return detail::ResponseMatcher(
      "sets a cookie " + name + " that " + detail::description<std::string>(value),
      [name, value](const Response& response, ::testing::MatchResultListener& listener) {
        const auto found = response.cookie(name);
        if (!found) {
          listener << "which sets no cookie " << name;
          return false;
        }
        listener << "which sets it to " << found->value;
        return ::testing::ExplainMatchResult(value, found->value, &listener);
      });
}
inline auto SetsCookie(std::string name) { return SetsCookie(std::move(name), ::testing::_); }

}  // namespace carboy::testing
