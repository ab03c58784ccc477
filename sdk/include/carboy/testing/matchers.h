// Matchers of responses for GoogleTest.
//
//   EXPECT_THAT(client.get("/"), HasStatus(200));
//   EXPECT_THAT(client.get("/"), AllOf(HasStatus(200), HasText(HasSubstr("Hello"))));
//
// If a response does not match, the test prints its status line, its header fields and the start of
// its body. Where an argument is called a matcher, a plain value may be given, too.
//
// Thread rule: plain values.
#pragma once

#include <carboy/testing/response.h>
#include <gmock/gmock.h>

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>

namespace carboy::testing {

// How GoogleTest prints a response and a cookie.
void PrintTo(const Response& response, std::ostream* out);
void PrintTo(const Cookie& cookie, std::ostream* out);

// Matches a response whose status code matches: HasStatus(404), HasStatus(testing::Lt(400)).
template <class M>
auto HasStatus(M status);

// Matches a response that has a header field of that name, at least one of which has a value that
// matches: HasHeader("Content-Type", "text/plain"). Names are compared without case.
template <class M>
auto HasHeader(std::string name, M value);
// Matches a response that has a header field of that name.
inline auto HasHeader(std::string name);

// Matches a redirect (300 to 399) whose Location matches: RedirectsTo("/guestbook/").
template <class M>
auto RedirectsTo(M location);

// Matches a response whose body matches: HasText(testing::HasSubstr("Ada")).
template <class M>
auto HasText(M text);

// Matches a response whose body is JSON that is equal to a value: IsJson({{"name", "Ada"}}). If it
// is not, the test prints the differences as a JSON Patch (RFC 6902).
inline auto IsJson(nlohmann::json expected);
// Matches a response whose body is JSON that matches.
template <class M>
auto IsJsonThat(M matcher);

// Matches a response that sets a cookie of that name to a value that matches.
template <class M>
auto SetsCookie(std::string name, M value);
// Matches a response that sets a cookie of that name.
inline auto SetsCookie(std::string name);

}  // namespace carboy::testing

#include <carboy/testing/detail/matchers.ipp>
