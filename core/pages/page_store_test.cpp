#include "core/pages/page_store.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

#include "core/pages/page_copy.h"
#include "core/pages/page_policy.h"

namespace carboy::core::pages {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

// A request that has cookies only.
class Cookies final : public Asked {
 public:
  explicit Cookies(Values cookies) : cookies_(std::move(cookies)) {}
  std::optional<std::string_view> value_of(Source, std::string_view name) override {
    const auto found = cookies_.find(name);
    if (found == cookies_.end()) return std::nullopt;
    return found->second;
  }

 private:
  Values cookies_;
};

class PageStoreTest : public testing::Test {
 protected:
  static constexpr Moment kNow{1'000, 7};

  PagePointer page(std::string body, std::int64_t age = 100) {
    auto made = std::make_shared<Page>();
    made->body = std::move(body);
    made->generation = kNow.generation;
    made->made = kNow.time;
    made->age = age;
    made->number = store.commits().last();
    return made;
  }
  void put(std::string_view base, std::vector<Read> reads, PagePointer made) {
    store.put(base, reads, std::move(made));
  }
  std::string find(std::string_view base, Values cookies, Moment at = kNow) {
    Cookies asked(std::move(cookies));
    const PagePointer found = store.find(base, asked, at);
    return found == nullptr ? "none" : found->body;
  }

  PageStore store{1 << 20};
};

TEST_F(PageStoreTest, KeysOfRequestsDifferByThePartsOfKnownPages) {
  const auto key = [&](std::string_view base, Values cookies) {
    Cookies asked(std::move(cookies));
    return store.key_for(base, asked);
  };
  EXPECT_EQ(key("/x", {{"theme", "dark"}}), key("/x", {}));
  EXPECT_NE(key("/x", {}), key("/y", {}));
  put("/x", {{Source::cookie, "theme", std::nullopt}}, page("plain page"));
  EXPECT_NE(key("/x", {{"theme", "dark"}}), key("/x", {}));
  EXPECT_EQ(key("/x", {{"theme", "dark"}, {"a", "1"}}), key("/x", {{"theme", "dark"}, {"a", "2"}}));
}

TEST_F(PageStoreTest, ARequestThatLooksTwiceCountsOnce) {
  Cookies asked({});
  EXPECT_EQ(store.find("/x", asked, kNow), nullptr);
  EXPECT_EQ(store.find_again("/x", asked, kNow), nullptr);
  EXPECT_EQ(store.statistics().misses, 1u);
  put("/x", {}, page("page"));
  EXPECT_NE(store.find_again("/x", asked, kNow), nullptr);
  EXPECT_EQ(store.statistics().misses, 0u);
  EXPECT_EQ(store.statistics().hits, 1u);
}

// A path may hold any bytes, also those of a key's other parts.
TEST(PageStore, ABaseThatLooksLikeAKeyIsAnother) {
  for (int i = 0; i < 200; ++i) {  // some of the pairs are in one part of the store
    PageStore store(1 << 20);
    const auto put = [&](const std::string& base, const std::string& cookie, std::string value) {
      const Read read{Source::cookie, cookie, value};
      auto page = std::make_shared<Page>();
      page->generation = 7;
      page->age = 100;
      page->body = base;
      store.put(base, {&read, 1}, std::move(page));
    };
    const std::string base = "/" + std::to_string(i);
    const std::string other = base + std::string("\1\0\0\0\0\0\0\0", 8);
    put(base, "c", "");                                                    // shape 1
    for (int n = 2; n <= 8; ++n) put(other, "d" + std::to_string(n), "");  // shapes 2 to 8
    Cookies asked({{"c", std::string(8, '\0')}});
    EXPECT_EQ(store.find(base, asked, {0, 7}), nullptr) << base;
  }
}

TEST_F(PageStoreTest, TimesMayBeAnyNumbers) {
  auto made = std::make_shared<Page>(*page("page"));
  made->made = std::numeric_limits<std::int64_t>::min();
  made->age = std::numeric_limits<std::int64_t>::max();
  put("/x", {}, made);
  EXPECT_EQ(find("/x", {}), "none");
}

TEST_F(PageStoreTest, APageAnswersRequestsWithTheSameValues) {
  put("/x", {{Source::cookie, "theme", "dark"}}, page("dark page"));
  put("/x", {{Source::cookie, "theme", std::nullopt}}, page("plain page"));
  EXPECT_EQ(find("/x", {{"theme", "dark"}, {"other", "1"}}), "dark page");
  EXPECT_EQ(find("/x", {}), "plain page");
  EXPECT_EQ(find("/x", {{"theme", ""}}), "none");
  EXPECT_EQ(find("/y", {{"theme", "dark"}}), "none");
}

TEST_F(PageStoreTest, NeighbouringValuesAreNotConfused) {
  put("/x", {{Source::cookie, "a", "1"}, {Source::cookie, "b", "23"}}, page("1 and 23"));
  EXPECT_EQ(find("/x", {{"a", "12"}, {"b", "3"}}), "none");
  EXPECT_EQ(find("/x", {{"a", "1"}, {"b", "23"}}), "1 and 23");
}

TEST_F(PageStoreTest, PagesThatReadOtherPartsLieBesideEachOther) {
  put("/x", {{Source::cookie, "lang", "de"}, {Source::cookie, "user", std::nullopt}}, page("de"));
  put("/x", {{Source::cookie, "lang", "en"}}, page("en"));
  EXPECT_EQ(find("/x", {{"lang", "en"}, {"user", "ada"}}), "en");
  EXPECT_EQ(find("/x", {{"lang", "de"}}), "de");
  EXPECT_EQ(find("/x", {{"lang", "de"}, {"user", "ada"}}), "none");
}

TEST_F(PageStoreTest, APageEndsWithItsAgeItsGenerationAndItsTags) {
  put("/x", {}, page("old", 100));
  EXPECT_EQ(find("/x", {}, {kNow.time + 99, kNow.generation}), "old");
  EXPECT_EQ(find("/x", {}, {kNow.time + 100, kNow.generation}), "none");
  put("/x", {}, page("of another generation"));
  EXPECT_EQ(find("/x", {}, {kNow.time, kNow.generation + 1}), "none");
  auto tagged = std::make_shared<Page>(*page("tagged"));
  tagged->tags.push_back(store.commits().tag("news"));
  put("/x", {}, tagged);
  EXPECT_EQ(find("/x", {}), "tagged");
  static constexpr std::string_view kNews[] = {"news"};
  store.commits().mark(kNews);
  EXPECT_EQ(find("/x", {}), "none");
  EXPECT_EQ(store.statistics().pages, 0u);
  EXPECT_EQ(store.statistics().bytes, 0u);
}

TEST_F(PageStoreTest, MemoryIsBounded) {
  for (int i = 0; i < 2'000; ++i) {
    put("/" + std::to_string(i), {}, page(std::string(4'000, 'x')));
    EXPECT_LE(store.statistics().bytes, store.memory());
  }
  EXPECT_GT(store.statistics().evicted, 1'500u);
  EXPECT_GT(store.statistics().pages, 150u);
  put("/large", {}, page(std::string(store.memory() / 4, 'x')));
  EXPECT_EQ(find("/large", {}), "none");
}

TEST_F(PageStoreTest, AShapeTooManyReplacesTheOldest) {
  for (std::size_t i = 0; i <= PageStore::kMostShapes; ++i) {
    const std::string name = "cookie" + std::to_string(i);
    put("/x", {{Source::cookie, name, "yes"}}, page(name));
  }
  EXPECT_EQ(find("/x", {{"cookie0", "yes"}}), "none");
  EXPECT_EQ(find("/x", {{"cookie1", "yes"}}), "cookie1");
  EXPECT_EQ(store.statistics().pages, PageStore::kMostShapes);
  store.clear();
  EXPECT_EQ(store.statistics().bytes, 0u);
}

TEST_F(PageStoreTest, ACopyIsPutBack) {
  auto made = std::make_shared<Page>(*page("copied"));
  ASSERT_TRUE(made->fields.add("Content-Type", "text/plain"));
  made->tags.push_back(store.commits().tag("news"));
  put("/x", {{Source::cookie, "theme", "dark"}, {Source::cookie, "user", std::nullopt}}, made);
  std::string copy;
  store.each([&](const Kept& kept) { copy = copy_of(kept); });

  PageStore other(1 << 20);
  const auto put_back = [&](std::string_view bytes) {
    return put_copy(other, bytes, other.commits().last(), kNow);
  };
  EXPECT_EQ(put_back(copy), Copied::done);
  Cookies asked(Values{{"theme", "dark"}});
  const PagePointer found = other.find("/x", asked, kNow);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->body, "copied");
  EXPECT_EQ(found->fields.find("content-type"), "text/plain");
  static constexpr std::string_view kNews[] = {"news"};
  other.commits().mark(kNews);
  EXPECT_EQ(other.find("/x", asked, kNow), nullptr);
  EXPECT_EQ(put_copy(other, copy, 0, kNow), Copied::too_old);
  for (std::size_t size = 0; size < copy.size(); ++size) {
    EXPECT_EQ(put_back(std::string_view(copy).substr(0, size)), Copied::malformed) << size;
  }
}

TEST(PagePolicy, IsParsed) {
  PagePolicy policy;
  EXPECT_EQ(parse_policy("5 min; browser = 30 s; tag = news; tag=table:book; vary_cookie = theme",
                         policy),
            "");
  EXPECT_EQ(policy.age, std::chrono::minutes(5));
  EXPECT_EQ(policy.browser_age, std::chrono::seconds(30));
  EXPECT_EQ(policy.tags, (std::vector<std::string>{"news", "table:book"}));
  EXPECT_EQ(policy.vary_cookies, std::vector<std::string>{"theme"});
}

TEST(PagePolicy, MistakesAreNamed) {
  PagePolicy policy;
  EXPECT_EQ(parse_policy("", policy),
            "A page needs a time with its unit, such as \"5 min\"; \"\" is none.");
  EXPECT_EQ(parse_policy("5", policy),
            "A page needs a time with its unit, such as \"5 min\"; \"5\" is none.");
  EXPECT_EQ(parse_policy("0 s", policy),
            "A page needs a time with its unit, such as \"5 min\"; \"0 s\" is none.");
  EXPECT_EQ(parse_policy("5 min; browsr = 1 min", policy),
            "\"browsr\" is no option of a page. Did you mean \"browser\"?");
  EXPECT_EQ(parse_policy("5 min; tag", policy), "The option \"tag\" of a page needs a value.");
}

}  // namespace
}  // namespace carboy::core::pages
