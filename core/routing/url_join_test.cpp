#include "core/routing/url_join.h"

#include <gtest/gtest.h>

namespace carboy::core::routing {
namespace {

struct Join {
  const char* reference;
  const char* url;
};

class UrlJoin : public testing::TestWithParam<Join> {};

TEST_P(UrlJoin, ResolvesAgainstTheApp) {
  EXPECT_EQ(url_join("http://example.org/app/", GetParam().reference), GetParam().url);
}

// What urllib.parse.urljoin answers.
INSTANTIATE_TEST_SUITE_P(
    References, UrlJoin,
    testing::Values(Join{"", "http://example.org/app/"}, Join{"x", "http://example.org/app/x"},
                    Join{"/x", "http://example.org/x"}, Join{"../x", "http://example.org/x"},
                    Join{"../../../x", "http://example.org/x"},
                    Join{"./a/./b/../c", "http://example.org/app/a/c"},
                    Join{"a//b", "http://example.org/app/a/b"}, Join{"..", "http://example.org/"},
                    Join{".", "http://example.org/app/"},
                    Join{"?q=1", "http://example.org/app/?q=1"},
                    Join{"#top", "http://example.org/app/#top"},
                    Join{"x?", "http://example.org/app/x"},
                    Join{"//other.example/y", "http://other.example/y"},
                    Join{"https://other.example/y?z#w", "https://other.example/y?z#w"},
                    Join{"http:y", "http://example.org/app/y"},
                    Join{"mailto:a@b.example", "mailto:a@b.example"}));

}  // namespace
}  // namespace carboy::core::routing
