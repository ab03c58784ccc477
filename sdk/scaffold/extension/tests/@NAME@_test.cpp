#include <carboy/testing/testing.h>

using testing::HasSubstr;

TEST(@CAMEL@, Greets) {
  carboy::testing::App app(@UPPER@_SO, {{"@NAME@", {{"greeting", "Good day"}}}});
  auto client = app.client();
  auto page = client.get("/@NAME@/");
  EXPECT_EQ(page.status(), 200);
  EXPECT_EQ(page.text(), "Good day from @NAME@!");
  EXPECT_EQ(client.get("/@NAME@/Ada").text(), "Good day, Ada!");
}

TEST(@CAMEL@, CarriesItsFiles) {
  carboy::testing::App app(@UPPER@_SO);
  auto file = app.client().get("/@NAME@/static/about.txt");
  EXPECT_EQ(file.status(), 200);
  EXPECT_THAT(file.text(), HasSubstr("/@NAME@/static/"));
}
