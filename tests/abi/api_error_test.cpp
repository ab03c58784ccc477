// Errors, as the C++ API throws, catches and passes them on.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct OutOfStock : Error {
  static constexpr ErrorId id{"shop.OutOfStock", &HttpError::id};
  OutOfStock() : Error(id, 409, "There is none left.") {}
};

TEST_F(CppApi, GuardedTurnsAThrowIntoAStatusAndTellsTheHost) {
  EXPECT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  EXPECT_EQ(host_.code, 409);
  EXPECT_EQ(host_.message, "There is none left.");
  EXPECT_THAT(host_.ids, ElementsAre("shop.OutOfStock", "carboy.HttpError", "carboy.Error"));
  EXPECT_EQ(guarded([] { throw std::runtime_error("why"); }), Status::failed);
  EXPECT_EQ(host_.code, 500);
  EXPECT_EQ(host_.message, "why");
  EXPECT_EQ(guarded([] { throw 7; }), Status::failed);
  EXPECT_EQ(host_.message, "an exception of unknown type was thrown");
}

TEST_F(CppApi, GuardedGivesWhatTheFunctionSays) {
  EXPECT_EQ(guarded([] {}), Status::ok);
  EXPECT_EQ(guarded([] { return 5; }), Status::ok);
  EXPECT_EQ(guarded([] { return Status::answered; }), Status::answered);
}

TEST_F(CppApi, CheckThrowsTheThreadsErrorWithItsWholeChain) {
  EXPECT_NO_THROW(check(Status::ok));
  EXPECT_NO_THROW(check(Status::answered));
  ASSERT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  try {
    check(Status::failed);
    FAIL() << "nothing was thrown";
  } catch (const ReceivedError& error) {
    EXPECT_EQ(error.code(), 409);
    EXPECT_STREQ(error.what(), "There is none left.");
    EXPECT_EQ(error.name(), "shop.OutOfStock");
    EXPECT_TRUE(error.is(OutOfStock::id));
    EXPECT_TRUE(error.is(HttpError::id));
    EXPECT_FALSE(error.is(ServiceUnavailable::id));
    EXPECT_EQ(error.name_count(), 3u);
    EXPECT_EQ(error.name_at(2), "carboy.Error");
  }
}

TEST_F(CppApi, AReceivedErrorGoesOnWithItsIds) {
  ASSERT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  host_.code = 410;
  EXPECT_EQ(guarded([] { check(Status::failed); }), Status::failed);
  EXPECT_EQ(host_.code, 410);
  EXPECT_THAT(host_.ids, ElementsAre("shop.OutOfStock", "carboy.HttpError", "carboy.Error"));
}

TEST_F(CppApi, AReceivedErrorWithoutIdsHasNoName) {
  const ReceivedError error{abi::Error()};
  EXPECT_EQ(error.name(), "");
  EXPECT_EQ(error.name_count(), 0u);
  EXPECT_FALSE(error.is(Error::id));
}

}  // namespace
}  // namespace carboy
