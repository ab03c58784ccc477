#include "core/server/host_field.h"

#include <gtest/gtest.h>

namespace carboy::core::server {
namespace {

TEST(HostField, AcceptsWhatTheGrammarAllows) {
  for (const char* good : {"a", "example.org", "example.org:80", "a_b.c", "127.0.0.1:65535",
                           "[::1]", "[::1]:8080", "[::ffff:1.2.3.4]", "a:", "%41b", "x-y.z~"}) {
    EXPECT_TRUE(is_host(good)) << good;
  }
}

TEST(HostField, RefusesTheRest) {
  for (const char* bad :
       {"", ":", ":80", "a:b:c", "a:99999", "a:65536", "a:8x", "[::1", "[]", "[:]x", "a/b",
        "user@a", "a b", "a,b c", "%4", "%zz", "a\\b", "[::1]]", "<a>"}) {
    EXPECT_FALSE(is_host(bad)) << bad;
  }
}

}  // namespace
}  // namespace carboy::core::server
