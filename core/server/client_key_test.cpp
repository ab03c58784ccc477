#include "core/server/client_key.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace carboy::core::server {
namespace {

TEST(ClientKey, AnIpv4AddressIsItselfHoweverItIsWritten) {
  EXPECT_EQ(client_key("192.0.2.1"), client_key("::ffff:192.0.2.1"));
  EXPECT_NE(client_key("192.0.2.1"), client_key("192.0.2.2"));
}

TEST(ClientKey, AnIpv6NetworkIsOneClient) {
  EXPECT_EQ(client_key("2001:db8::1"), client_key("2001:db8::dead:beef:1:2"));
  EXPECT_NE(client_key("2001:db8::1"), client_key("2001:db8:0:1::1"));
  EXPECT_EQ(client_key("::1"), client_key("::2"));
  EXPECT_NE(client_key("::1"), client_key("0.0.0.1"));
}

TEST(ClientKey, OtherTextHasAKeyOfItsOwn) {
  EXPECT_EQ(client_key("unix:"), client_key("unix:"));
  EXPECT_NE(client_key("_hidden"), client_key("_other"));
  EXPECT_NE(client_key(std::string("10.0.0.1\0x", 10)), client_key("10.0.0.1"));
  EXPECT_NE(client_key(std::string(1000, '1')), client_key(std::string(1001, '1')));
  for (const char* text : {"", "unix:", "0.0.0.0", "::", "x"}) {
    EXPECT_FALSE(client_key(text).is_none()) << text;
  }
}

TEST(ClientKey, NeighboursAreSpread) {
  std::set<std::uint64_t> lanes;
  for (int i = 0; i < 256; ++i) {
    lanes.insert(client_key("10.0.0." + std::to_string(i)).hash(42) % 256);
  }
  EXPECT_GT(lanes.size(), 120u) << "256 balls leave about 162 of 256 urns taken";
}

}  // namespace
}  // namespace carboy::core::server
