// Handles of services, with a fake provider.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

using testing::HasSubstr;

struct Counter : Service {
  static constexpr ServiceId id{"test.Counter", 1, 3};
  virtual int count() noexcept = 0;

 protected:
  ~Counter() = default;
};
class CountingSlot final : public abi::ServiceRef {
 public:
  abi::Pin pin(uint32_t minor) noexcept override {
    wanted = minor;
    if (provider == nullptr) return {};
    ++pinned;
    ++pins;
    return {provider, 42};
  }
  void unpin(uint64_t token) noexcept override {
    EXPECT_EQ(token, 42u);
    --pinned;
  }

  Counter* provider = nullptr;
  uint32_t wanted = 0;
  int pinned = 0;
  int pins = 0;
};

// Returns five, and records whether it is pinned.
class Five final : public Counter {
 public:
  explicit Five(CountingSlot& slot) : slot_(slot) { slot.provider = this; }
  int count() noexcept override {
    pinned = slot_.pinned;
    return 5;
  }
  int pinned = 0;

 private:
  CountingSlot& slot_;
};

TEST_F(CppApi, AHandlePinsForTheExpressionOnly) {
  CountingSlot slot;
  Five five(slot);
  const Handle<Counter> counter(&slot);
  EXPECT_EQ(slot.pins, 0);
  EXPECT_EQ(counter->count(), 5);
  EXPECT_EQ(five.pinned, 1);
  EXPECT_EQ(slot.pinned, 0);
  {
    auto use = counter.use();
    ASSERT_TRUE(use);
    EXPECT_EQ(use->count() + use->count(), 10);
    EXPECT_EQ(slot.pinned, 1);
  }
  EXPECT_EQ(slot.pinned, 0);
  EXPECT_EQ(slot.pins, 2);
}

TEST_F(CppApi, AHandleAsksForTheMinorVersionOfItsHeader) {
  CountingSlot slot;
  static_cast<void>(Handle<Counter>(&slot).use());
  EXPECT_EQ(slot.wanted, 3u);
}

TEST_F(CppApi, AServiceThatIsGoneIsNotThere) {
  CountingSlot slot;
  const Handle<Counter> counter(&slot);
  EXPECT_FALSE(counter.use());
  try {
    counter->count();
    FAIL() << "nothing was thrown";
  } catch (const ServiceUnavailable& error) {
    EXPECT_EQ(error.code(), 503);
    EXPECT_THAT(error.what(), HasSubstr("test.Counter"));
  }
  EXPECT_EQ(slot.pinned, 0);
}

// A typed API whose results find the provider themselves.
struct Book {
  using Interface = Counter;
  static constexpr ServiceId id = Counter::id;
  class Pages {
   public:
    explicit Pages(Handle<Book> handle) : handle_(handle) {}
    std::vector<int> numbers() const {
      const auto use = handle_.use();
      return std::vector<int>(static_cast<std::size_t>(use->raw_count()), 1);
    }

   private:
    Handle<Book> handle_;
  };
  class Api {
   public:
    Api(Counter* counter, Handle<Book> handle) : counter_(counter), handle_(handle) {}
    int raw_count() const { return counter_->count(); }
    Pages pages() const { return Pages(handle_); }

   private:
    Counter* counter_;
    Handle<Book> handle_;
  };
};

TEST_F(CppApi, WhatATypedApiReturnsOutlivesItsPin) {
  CountingSlot slot;
  Five five(slot);
  const Handle<Book> book(&slot);
  const Book::Pages pages = book->pages();
  EXPECT_EQ(slot.pinned, 0);
  int sum = 0;
  for (const int page : pages.numbers()) sum += page;
  EXPECT_EQ(sum, 5);
  EXPECT_EQ(slot.pinned, 0);
}

}  // namespace
}  // namespace carboy
