#include "core/app/origin.h"

#include <gtest/gtest.h>

#include <vector>

namespace carboy::core::app {
namespace {

class Origin : public testing::Test {
 protected:
  bool take() {
    exchange_.head.fields = fields_;
    exchange_.peer.address = peer_;
    return take_origin(exchange_, options_, origin_);
  }

  RequestOptions options_;
  std::vector<http::Field> fields_{{"Host", "Shop.Example:80"}};
  std::string_view peer_ = "192.0.2.7";
  Exchange exchange_;
  RequestOrigin origin_;
};

TEST_F(Origin, ComesFromTheConnection) {
  fields_.push_back({"X-Forwarded-For", "203.0.113.9"});
  fields_.push_back({"X-Forwarded-Proto", "https"});
  EXPECT_TRUE(take());
  EXPECT_EQ(origin_.client, "192.0.2.7");
  EXPECT_EQ(origin_.scheme, "http");
  EXPECT_EQ(origin_.host, "shop.example");
  EXPECT_FALSE(origin_.is_peer_trusted);
  exchange_.peer.secure = true;
  EXPECT_TRUE(take());
  EXPECT_EQ(origin_.scheme, "https");
  EXPECT_EQ(origin_.host, "shop.example:80");
}

TEST_F(Origin, ComesFromATrustedProxy) {
  ASSERT_FALSE(options_.proxies.add("192.0.2.0/24"));
  options_.forwarded = {1, 1, 1, 0, 1};
  fields_.push_back({"X-Forwarded-For", "198.51.100.1, 203.0.113.9"});
  fields_.push_back({"X-Forwarded-Proto", "https"});
  fields_.push_back({"X-Forwarded-Host", "www.example:443"});
  fields_.push_back({"X-Forwarded-Prefix", "/shop/"});
  EXPECT_TRUE(take());
  EXPECT_EQ(origin_.client, "203.0.113.9");
  EXPECT_EQ(origin_.scheme, "https");
  EXPECT_EQ(origin_.host, "www.example");
  EXPECT_EQ(origin_.script_root, "/shop");
  EXPECT_TRUE(origin_.is_peer_trusted);
  peer_ = "198.51.100.1";
  EXPECT_TRUE(take());
  EXPECT_EQ(origin_.client, "198.51.100.1");
  EXPECT_EQ(origin_.script_root, "");
  EXPECT_FALSE(origin_.is_peer_trusted);
}

TEST_F(Origin, KeepsNothingOfThePreviousRequest) {
  ASSERT_FALSE(options_.proxies.add("192.0.2.7"));
  options_.forwarded.x_prefix = 1;
  fields_.push_back({"X-Forwarded-Prefix", "/shop"});
  EXPECT_TRUE(take());
  fields_.clear();
  EXPECT_TRUE(take());
  EXPECT_EQ(origin_.host, "");
  EXPECT_EQ(origin_.script_root, "");
}

TEST_F(Origin, AHostThatTheAppDoesNotAnswerForIsRejected) {
  options_.trusted_hosts = {".shop.example"};
  EXPECT_TRUE(take());
  fields_ = {{"Host", "www.shop.example"}};
  EXPECT_TRUE(take());
  fields_ = {{"Host", "evil.example"}};
  EXPECT_FALSE(take());
  fields_.clear();
  EXPECT_FALSE(take());
}

TEST_F(Origin, AnInvalidHostIsRejectedAlsoFromAProxy) {
  ASSERT_FALSE(options_.proxies.add("192.0.2.7"));
  options_.forwarded.x_host = 1;
  fields_.push_back({"X-Forwarded-Host", "a b"});
  EXPECT_FALSE(take());
}

}  // namespace
}  // namespace carboy::core::app
