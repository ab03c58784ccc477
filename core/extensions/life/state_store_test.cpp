#include "core/extensions/life/state_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

using Claim = KeptState::Claim;

void put_bytes(KeptState& state, std::string_view key, std::string bytes) {
  Claim(state, key, "put()").put(std::move(bytes));
}

TEST(StateStore, IsSeparateForEachExtension) {
  StateStore store;
  put_bytes(store.of("a"), "key", "1");
  EXPECT_EQ(store.of("b").get("key"), nullptr);
  EXPECT_EQ(*store.of("a").get("key"), "1");
}

TEST(StateStore, ListsKeysByPrefixInOrder) {
  StateStore store;
  KeptState& state = store.of("a");
  for (const char* key : {"b", "ab", "a", "ac", "\xff"}) put_bytes(state, key, "x");
  EXPECT_THAT(state.keys(""), ElementsAre("a", "ab", "ac", "b", "\xff"));
  EXPECT_THAT(state.keys("a"), ElementsAre("a", "ab", "ac"));
  Claim(state, "ab", "erase()").erase();
  EXPECT_THAT(state.keys("a"), ElementsAre("a", "ac"));
  EXPECT_THAT(state.keys("x"), IsEmpty());
}

TEST(StateStore, AClaimWithoutAPutLeavesNoKey) {
  StateStore store;
  { const Claim claim(store.of("a"), "key", "update()"); }
  EXPECT_THAT(store.of("a").keys(""), IsEmpty());
}

TEST(StateStore, UpdatesOfOneKeyFollowEachOther) {
  StateStore store;
  KeptState& state = store.of("a");
  constexpr int kThreads = 4, kRounds = 2000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        Claim claim(state, "count", "update()");
        const int old = claim.bytes() == nullptr ? 0 : std::stoi(*claim.bytes());
        claim.put(std::to_string(old + 1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*state.get("count"), std::to_string(kThreads * kRounds));
}

TEST(StateStore, OtherKeysDoNotWaitAndReadersNeitherDo) {
  StateStore store;
  KeptState& state = store.of("a");
  put_bytes(state, "busy", "old");
  Claim busy(state, "busy", "update()");
  std::thread other([&] {
    for (int i = 0; i < 500; ++i) put_bytes(state, "free" + std::to_string(i), "x");
    EXPECT_EQ(*state.get("busy"), "old");
  });
  other.join();  // it would wait for ever
  EXPECT_EQ(state.keys("free").size(), 500U);
}

TEST(StateStore, APutWaitsForAnUpdateOfItsKey) {
  StateStore store;
  KeptState& state = store.of("a");
  std::atomic<bool> was_put{false};
  std::thread other;
  {
    Claim claim(state, "key", "update()");
    other = std::thread([&] {
      put_bytes(state, "key", "put");
      was_put = true;
    });
    claim.put("updated");
    EXPECT_FALSE(was_put);
  }
  other.join();
  EXPECT_EQ(*state.get("key"), "put");
}

TEST(StateStore, RefusesAClaimInsideOfAClaim) {
  StateStore store;
  const Claim claim(store.of("a"), "one", "update()");
  EXPECT_THAT([&] { const Claim inner(store.of("b"), "two", "put()"); },
              ThrowsMessage<base::Error>(AllOf(HasSubstr("b calls put() for the key \"two\""),
                                               HasSubstr("for the key \"one\""))));
}

TEST(StateStore, NamesItsLimits) {
  StateStore store;
  KeptState& state = store.of("a");
  EXPECT_THAT([&] { put_bytes(state, "", "x"); },
              ThrowsMessage<base::Error>(HasSubstr("1 to 1024 bytes")));
  EXPECT_THAT([&] { put_bytes(state, std::string(1 << 20, 'k'), "x"); },
              ThrowsMessage<base::Error>(
                  AllOf(HasSubstr("1048576 bytes"), HasSubstr("at most 1024 bytes"))));
  put_bytes(state, "key", "kept");
  EXPECT_THAT([&] { put_bytes(state, "key", std::string(KeptState::kMostValueBytes + 1, 'v')); },
              ThrowsMessage<base::Error>(HasSubstr("at most 64 MiB")));
  EXPECT_EQ(*state.get("key"), "kept");
}

}  // namespace
}  // namespace carboy::core::extensions
