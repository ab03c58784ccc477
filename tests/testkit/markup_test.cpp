// carboy::html() and carboy::into().
#include <carboy/carboy.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

std::string text(const carboy::Markup& markup) { return std::string(std::string_view(markup)); }

TEST(Markup, EscapesWhatIsPutIn) {
  EXPECT_EQ(carboy::escape("a & <b> \"c\" 'd'"), "a &amp; &lt;b&gt; &#34;c&#34; &#39;d&#39;");
  EXPECT_EQ(text(carboy::html("<p title=\"{}\">{}</p>", "\"><script>", 7)),
            "<p title=\"&#34;&gt;&lt;script&gt;\">7</p>");
  EXPECT_EQ(text(carboy::html("<br>")), "<br>");
}

TEST(Markup, TakesMarkupAsItIs) {
  carboy::Markup list;
  EXPECT_TRUE(list.empty());
  for (const char* name : {"a", "<"}) list += carboy::html("<li>{}</li>", name);
  EXPECT_EQ(text(carboy::html("<ul>{}</ul>", list)), "<ul><li>a</li><li>&lt;</li></ul>");
  EXPECT_EQ(text(carboy::html("{}", "{}")), "{}");
}

TEST(Into, CollectsPieces) {
  std::string all;
  const carboy::TextSink sink = carboy::into(all);
  sink.put("a");
  sink.put("bc");
  EXPECT_EQ(all, "abc");
}

}  // namespace
