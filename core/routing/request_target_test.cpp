#include "core/routing/request_target.h"

#include <gtest/gtest.h>

#include <string>

namespace carboy::core::routing {
namespace {

using std::string_view_literals::operator""sv;

struct Decoded {
  TargetError error;
  std::string path;
  std::string query;
};

Decoded decode(std::string_view target) {
  Decoded decoded;
  std::string_view query;
  decoded.error = decode_target(target, decoded.path, query);
  decoded.query = query;
  return decoded;
}

TEST(RequestTarget, SplitsAndDecodesOnce) {
  const Decoded decoded = decode("/caf%C3%A9/a%20b%2525?q=%20&r=?");
  EXPECT_EQ(decoded.error, TargetError::none);
  EXPECT_EQ(decoded.path, "/café/a b%25");
  EXPECT_EQ(decoded.query, "q=%20&r=?");
}

TEST(RequestTarget, LeavesDotsAndEncodedSlashesToTheRules) {
  EXPECT_EQ(decode("/a/../b%2Fc/%2e%2E/d").path, "/a/../b/c/../d");
  EXPECT_EQ(decode("//x///y").path, "//x///y");
  EXPECT_EQ(decode("/a+b%0a").path, "/a+b\n");
}

TEST(RequestTarget, TakesTheOtherForms) {
  EXPECT_EQ(decode("*").path, "*");
  EXPECT_EQ(decode("http://example.org/a?b").path, "/a");
  EXPECT_EQ(decode("HTTPS://example.org:8443/a?b").query, "b");
  EXPECT_EQ(decode("http://example.org").path, "/");
  EXPECT_EQ(decode("http://example.org?x=1").query, "x=1");
}

TEST(RequestTarget, RejectsOtherForms) {
  for (const auto target : {""sv, "a"sv, "example.org:443"sv, "http://"sv, "http:///a"sv,
                            "ftp://example.org/"sv, "?x"sv, "/a#b"sv, "**"sv}) {
    EXPECT_EQ(decode(target).error, TargetError::form) << target;
  }
}

TEST(RequestTarget, RejectsNulAndControls) {
  for (const auto target :
       {"/a\0b"sv, "/a%00b"sv, "/a b"sv, "/a\tb"sv, "/a\r\nb"sv, "/\x7F"sv, "/a?b c"sv}) {
    EXPECT_EQ(decode(target).error, TargetError::control) << testing::PrintToString(target);
  }
}

TEST(RequestTarget, RejectsMalformedPercents) {
  for (const auto target : {"/%"sv, "/%2"sv, "/a%zz"sv, "/%4"sv, "/%%20"sv, "/%-1"sv, "/%u00e9"sv,
                            "/x%?q"sv, "/x%2?0"sv}) {
    EXPECT_EQ(decode(target).error, TargetError::percent) << target;
  }
  EXPECT_EQ(decode("/x?q=%zz").error, TargetError::none) << "the query is not decoded here";
}

TEST(RequestTarget, RejectsMalformedUtf8) {
  for (const auto target : {"/%FF"sv, "/%C0%AF"sv, "/%C0%AE%C0%AE/"sv, "/%ED%A0%80"sv,
                            "/%F5%80%80%80"sv, "/%C3"sv, "/\xFF"sv, "/%C3x%A9"sv}) {
    EXPECT_EQ(decode(target).error, TargetError::utf8) << target;
  }
  EXPECT_EQ(decode("/\xC3\xA9").path, "/é") << "unencoded UTF-8 is let through";
}

TEST(RequestTarget, ReusesTheString) {
  std::string path;
  std::string_view query;
  path.reserve(256);
  const char* buffer = path.data();
  EXPECT_EQ(decode_target("/first/one%20", path, query), TargetError::none);
  EXPECT_EQ(decode_target("/b", path, query), TargetError::none);
  EXPECT_EQ(path, "/b");
  EXPECT_EQ(path.data(), buffer);
}

TEST(RequestTarget, DescribesEachError) {
  for (const TargetError error :
       {TargetError::form, TargetError::control, TargetError::percent, TargetError::utf8}) {
    EXPECT_TRUE(describe(error).ends_with('.'));
  }
}

}  // namespace
}  // namespace carboy::core::routing
