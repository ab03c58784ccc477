#include <carboy/testing/testing.h>

using carboy::testing::App;
using carboy::testing::HasStatus;
using carboy::testing::HasText;

TEST(Hello, Greets) {
  App app(HELLO_SO);
  auto client = app.client();
  EXPECT_THAT(client.get("/"), HasText("Hello, World!"));
  EXPECT_THAT(client.get("/hello/Ada"), HasText("Hello, Ada!"));
  EXPECT_THAT(client.get("/hello/Zoë"), HasText("Hello, Zoë!"));
  EXPECT_THAT(client.get("/hello/"), HasStatus(404));
  EXPECT_THAT(client.post("/", {}), HasStatus(405));
}
