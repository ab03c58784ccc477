#include "core/server/proxy_protocol.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/server/testing/proxy_bytes.h"

namespace carboy::core::server {
namespace {

using namespace std::string_literals;
using Status = ProxyHeader::Status;
using testing::addition;
using testing::version_2;

// Parses the header whole, byte by byte, and with other bytes after it.
ProxyHeader parsed(const std::string& bytes) {
  const ProxyHeader whole = parse_proxy_header(bytes);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const ProxyHeader part = parse_proxy_header(std::string_view(bytes).substr(0, length));
    if (whole.status == Status::complete) {
      EXPECT_EQ(part.status, Status::need_more) << length << " of " << bytes;
    } else {
      EXPECT_NE(part.status, Status::complete) << length << " of " << bytes;
    }
  }
  if (whole.status == Status::complete) {
    const ProxyHeader followed = parse_proxy_header(bytes + "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(followed.status, Status::complete);
    EXPECT_EQ(followed.size, bytes.size());
    EXPECT_EQ(followed.client.host, whole.client.host);
  }
  return whole;
}

TEST(ProxyProtocol, ReadsVersion1) {
  const ProxyHeader v4 = parsed("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n");
  EXPECT_EQ(v4.status, Status::complete);
  EXPECT_TRUE(v4.names_client);
  EXPECT_EQ(v4.client.host, "192.0.2.1");
  EXPECT_EQ(v4.client.port, 56324);
  EXPECT_FALSE(v4.client.secure);
  EXPECT_EQ(parsed("PROXY TCP6 2001:DB8:0::1 ::1 0 65535\r\n").client.host, "2001:db8::1");
  const std::string longest = "PROXY UNKNOWN " + std::string(107 - 16, 'f') + "\r\n";
  ASSERT_EQ(longest.size(), 107u);
  EXPECT_EQ(parsed(longest).status, Status::complete);
  EXPECT_FALSE(parsed(longest).names_client);
  EXPECT_FALSE(parsed("PROXY UNKNOWN\r\n").names_client);
}

TEST(ProxyProtocol, RefusesOtherVersion1) {
  const std::vector<std::string> bad = {
      "GET / HTTP/1.1\r\n",
      "PROXY\r\n",
      "PROXY \r\n",
      "PROXY TCP4\r\n",
      "PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n",
      "PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 \r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
      "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n",
      "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
      "PROXY TCP4 ::1 ::1 1 2\r\n",
      "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 x\r\n",
      "PROXY TCP4 192.0.2.1\0 192.0.2.2 1 2\r\n"s,
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rX",
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n" + std::string(107, 'x'),
      "PROXY UNKNOWN " + std::string(107 - 15, 'f') + "\r\n",
      "PROXY UNKNOWN " + std::string(93, 'f') + "\r",
      "PROXZ",
      "\x16\x03\x01",
  };
  for (const std::string& bytes : bad) EXPECT_EQ(parsed(bytes).status, Status::malformed) << bytes;
}

const std::string kV4("\xc0\0\x02\x01\xc0\0\x02\x02\xdc\x04\x01\xbb", 12);
const std::string kV6 = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x01"s +
                        std::string(16, '\0') + std::string("\xdc\x04\x01\xbb", 4);

TEST(ProxyProtocol, ReadsVersion2) {
  const ProxyHeader v4 = parsed(version_2(0x21, 0x11, kV4));
  EXPECT_EQ(v4.status, Status::complete);
  EXPECT_TRUE(v4.names_client);
  EXPECT_EQ(v4.client.host, "192.0.2.1");
  EXPECT_EQ(v4.client.port, 56324);
  EXPECT_FALSE(v4.client.secure);
  const ProxyHeader v6 = parsed(version_2(0x21, 0x21, kV6));
  EXPECT_EQ(v6.client.host, "2001:db8::1");
  EXPECT_EQ(v6.client.port, 56324);
}

TEST(ProxyProtocol, AProxyMayConnectForItself) {
  for (const std::string& bytes :
       {version_2(0x20, 0x00, ""), version_2(0x20, 0x11, kV4), version_2(0x21, 0x00, "any"),
        version_2(0x21, 0x31, std::string(216, '\0')), version_2(0x21, 0x12, kV4)}) {
    const ProxyHeader header = parsed(bytes);
    EXPECT_EQ(header.status, Status::complete);
    EXPECT_EQ(header.size, bytes.size());
    EXPECT_FALSE(header.names_client);
  }
}

TEST(ProxyProtocol, AnAdditionReportsTls) {
  const std::string tls =
      addition(0x20, std::string("\x01\0\0\0\0", 5) + addition(0x21, "TLSv1.3"));
  const std::string plain = addition(0x20, std::string("\0\0\0\0\0", 5));
  const std::string name = addition(0x02, "example.org");
  EXPECT_TRUE(parsed(version_2(0x21, 0x11, kV4 + name + tls)).client.secure);
  EXPECT_TRUE(parsed(version_2(0x21, 0x21, kV6 + tls + name)).client.secure);
  EXPECT_FALSE(parsed(version_2(0x21, 0x11, kV4 + plain)).client.secure);
  EXPECT_FALSE(parsed(version_2(0x21, 0x11, kV4 + name)).client.secure);
  EXPECT_FALSE(parsed(version_2(0x21, 0x11, kV4 + addition(0x20, "\x01"))).client.secure)
      << "too short";
}

TEST(ProxyProtocol, RefusesOtherVersion2) {
  const std::vector<std::string> bad = {
      version_2(0x11, 0x11, kV4),
      version_2(0x31, 0x11, kV4),
      version_2(0x22, 0x11, kV4),
      version_2(0x21, 0x41, kV4),
      version_2(0x21, 0x13, kV4),
      version_2(0x21, 0x11, kV4.substr(1)),
      version_2(0x21, 0x21, kV4),
      version_2(0x21, 0x31, std::string(215, '\0')),
      version_2(0x21, 0x11, kV4 + "\x02"s),
      version_2(0x21, 0x11,
                kV4 + std::string("\x02\0\x05"
                                  "abcd",
                                  7)),
      version_2(0x21, 0x11, kV4 + std::string(4069, '\0')),
      version_2(0x21, 0x11, std::string(65'535, '\0')),
      "\r\n\r\n\0\r\nQUIX"s,
      "\r\nGET",
  };
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(parse_proxy_header(bad[i]).status, Status::malformed) << i;
  }
}

}  // namespace
}  // namespace carboy::core::server
