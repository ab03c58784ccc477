#include "core/server/bind_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace carboy::core::server {
namespace {

using ::testing::HasSubstr;
using Kind = BindAddress::Kind;

std::string refusal_of(std::string_view text) {
  try {
    parse_bind_address(text);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(BindAddress, ReadsEveryForm) {
  const BindAddress v4 = parse_bind_address("127.0.0.1:5000");
  EXPECT_EQ(v4.kind, Kind::ipv4);
  EXPECT_EQ(v4.host, "127.0.0.1");
  EXPECT_EQ(v4.port, 5000);
  const BindAddress v6 = parse_bind_address("[::1]:65535");
  EXPECT_EQ(v6.kind, Kind::ipv6);
  EXPECT_EQ(v6.host, "::1");
  EXPECT_EQ(v6.port, 65535);
  EXPECT_EQ(parse_bind_address("localhost:0").host, "127.0.0.1");
  const BindAddress path = parse_bind_address("unix:/run/app:1.sock");
  EXPECT_EQ(path.kind, Kind::unix_path);
  EXPECT_EQ(path.path, "/run/app:1.sock");
  EXPECT_EQ(path.mode, -1);
  const BindAddress with_mode = parse_bind_address("unix:/run/app.sock?mode=0660");
  EXPECT_EQ(with_mode.path, "/run/app.sock");
  EXPECT_EQ(with_mode.mode, 0660);
  EXPECT_EQ(parse_bind_address("fd:3").descriptor, 3);
  EXPECT_EQ(parse_bind_address("systemd").kind, Kind::passed);
}

TEST(BindAddress, SaysWhatIsWrong) {
  EXPECT_EQ(refusal_of("127.0.0.1:70000"), "\"127.0.0.1:70000\": a port is at most 65535.");
  EXPECT_THAT(refusal_of("127.0.0.1:99999999999999999999999"), HasSubstr("at most 65535"));
  EXPECT_THAT(refusal_of("127.0.0.1"), HasSubstr("127.0.0.1:5000"));
  EXPECT_THAT(refusal_of("[::1]"), HasSubstr("[::1]:5000"));
  EXPECT_THAT(refusal_of("127.0.0.1:http"), HasSubstr("a number"));
  EXPECT_THAT(refusal_of("127.0.0.1:"), HasSubstr("a number"));
  EXPECT_THAT(refusal_of("127.0.0.1:-1"), HasSubstr("a number"));
  EXPECT_THAT(refusal_of(":5000"), HasSubstr("0.0.0.0"));
  EXPECT_THAT(refusal_of("::1:5000"), HasSubstr("brackets"));
  EXPECT_THAT(refusal_of("[::g]:5000"), HasSubstr("not an IPv6"));
  EXPECT_THAT(refusal_of("300.1.1.1:5000"), HasSubstr("not an IP address"));
  EXPECT_THAT(refusal_of("example.org:5000"), HasSubstr("not names"));
  EXPECT_THAT(refusal_of("unix:"), HasSubstr("path is missing"));
  EXPECT_THAT(refusal_of("unix:/" + std::string(200, 'x')), HasSubstr("at most 107 bytes"));
  for (const char* mode : {"", "0888", "rw", "-1", "01777", "0660 "}) {
    EXPECT_THAT(refusal_of("unix:/run/a?mode=" + std::string(mode)), HasSubstr("chmod")) << mode;
  }
  EXPECT_THAT(refusal_of("fd:"), HasSubstr("number"));
  EXPECT_THAT(refusal_of("fd:3x"), HasSubstr("number"));
  EXPECT_THAT(refusal_of(""), HasSubstr("port is missing"));
}

}  // namespace
}  // namespace carboy::core::server
