#include "core/http/message.h"

#include <gtest/gtest.h>

namespace carboy::core::http {
namespace {

TEST(FieldBlock, KeepsOrderAndRepetitions) {
  FieldBlock block;
  EXPECT_TRUE(block.add("Set-Cookie", "a=1"));
  EXPECT_TRUE(block.add("Content-Type", "text/plain"));
  EXPECT_TRUE(block.add("set-cookie", "b=2"));
  EXPECT_EQ(block.bytes(), "Set-Cookie: a=1\r\nContent-Type: text/plain\r\nset-cookie: b=2\r\n");
  EXPECT_EQ(block.find("SET-COOKIE"), "a=1");
  EXPECT_EQ(block.at(2).value, "b=2");
}

TEST(FieldBlock, SetReplacesAll) {
  FieldBlock block;
  EXPECT_TRUE(block.add("X", "1"));
  EXPECT_TRUE(block.add("Y", "2"));
  EXPECT_TRUE(block.add("x", "3"));
  EXPECT_TRUE(block.set("X", "4"));
  EXPECT_EQ(block.bytes(), "Y: 2\r\nX: 4\r\n");
  EXPECT_EQ(block.at(0).value, "2");
  EXPECT_EQ(block.remove("nothing"), 0u);
}

TEST(FieldBlock, RefusesWhatWouldSplitAResponse) {
  FieldBlock block;
  for (const std::string_view value : {std::string_view("a\r\nX: y"), std::string_view("a\n"),
                                       std::string_view("a\0b", 3), std::string_view("\r")}) {
    EXPECT_FALSE(block.add("Name", value));
    EXPECT_FALSE(block.set("Name", value));
  }
  for (const std::string_view name : {"", "a b", "a:", "a\r\n", "ä"}) {
    EXPECT_FALSE(block.add(name, "v")) << name;
  }
  EXPECT_EQ(block.size(), 0u);
}

TEST(Body, ReleasesForeignBytesOnce) {
  int released = 0;
  const auto release = [](void* owner) noexcept { ++*static_cast<int*>(owner); };
  {
    Body body;
    body.adopt({"abc", release, &released});
    EXPECT_EQ(body.bytes(), "abc");
    body.append("x");
    EXPECT_EQ(released, 1);
    EXPECT_EQ(body.bytes(), "x");
    body.adopt({"def", release, &released});
  }
  EXPECT_EQ(released, 2);
}

TEST(ResponseReason, HoldsForItsStatusOnly) {
  Response response;
  EXPECT_EQ(response.reason(), "OK");
  response.status = 418;
  EXPECT_TRUE(response.set_reason("teapot"));
  EXPECT_EQ(response.reason(), "teapot");
  EXPECT_FALSE(response.set_reason("a\r\nSet-Cookie: b"));
  EXPECT_EQ(response.reason(), "teapot");
  response.status = 500;
  EXPECT_EQ(response.reason(), "Internal Server Error");
  response.clear();
  response.status = 418;
  EXPECT_EQ(response.reason(), "I'm a teapot");
}

TEST(ReasonPhrase, KnowsTheRegisteredOnes) {
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(599), "Unknown");
}

}  // namespace
}  // namespace carboy::core::http
