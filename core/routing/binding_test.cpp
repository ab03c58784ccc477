#include "core/routing/binding.h"

#include <gtest/gtest.h>

namespace carboy::core::routing {
namespace {

TEST(Binding, FindsTheSubdomain) {
  EXPECT_EQ(subdomain_of("example.org", "example.org"), "");
  EXPECT_EQ(subdomain_of("api.example.org", "example.org"), "api");
  EXPECT_EQ(subdomain_of("a.b.example.org:5000", "example.org:5000"), "a.b");
}

TEST(Binding, DoesNotTakeAnotherHostForASubdomain) {
  for (const char* host : {"other.test", "notexample.org", "org", ".example.org", "a..example.org",
                           "example.org:81", "127.0.0.1", ""}) {
    EXPECT_EQ(subdomain_of(host, "example.org"), kForeignSubdomain) << host;
  }
}

TEST(Binding, DropsTheDefaultPortOfTheScheme) {
  EXPECT_EQ(without_standard_port("example.org:80", "http"), "example.org");
  EXPECT_EQ(without_standard_port("example.org:443", "wss"), "example.org");
  EXPECT_EQ(without_standard_port("example.org:443", "http"), "example.org:443");
  EXPECT_EQ(without_standard_port("example.org:8080", "http"), "example.org:8080");
}

TEST(Binding, RedirectsBelowTheScriptName) {
  Binding binding;
  binding.server_name = "example.org:5000";
  binding.script_name = "/app";
  binding.url_scheme = "https";
  binding.query = "a=1";
  EXPECT_EQ(redirect_url(binding, {}, "//x/", std::nullopt), "https://example.org:5000/app/x/?a=1");
  EXPECT_EQ(redirect_url(binding, {}, "x", "api"), "https://api.example.org:5000/app/x?a=1");
}

TEST(Binding, UsesTheDefaultSubdomain) {
  MapOptions options;
  options.default_subdomain = "www";
  Binding binding;
  binding.server_name = "example.org";
  EXPECT_EQ(matched_host(binding, options), "www");
  EXPECT_EQ(host_for(binding, options, std::nullopt), "www.example.org");
  options.host_matching = true;
  EXPECT_EQ(matched_host(binding, options), "example.org");
  EXPECT_EQ(host_for(binding, options, "other.test"), "other.test");
}

}  // namespace
}  // namespace carboy::core::routing
