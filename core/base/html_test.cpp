#include "core/base/html.h"

#include <gtest/gtest.h>

namespace carboy::core::base {
namespace {

TEST(Html, EscapesCharactersWithAMeaning) {
  std::string out = "<p>";
  append_html_escaped(out, "<a href=\"x\">'ö' & more</a>");
  EXPECT_EQ(out, "<p>&lt;a href=&#34;x&#34;&gt;&#39;ö&#39; &amp; more&lt;/a&gt;");
}

}  // namespace
}  // namespace carboy::core::base
