#include "core/server/connection_tracker.h"

#include <gtest/gtest.h>

#include "core/server/log_throttle.h"

namespace carboy::core::server {
namespace {

using Slot = ConnectionTracker::Slot;
using namespace std::chrono_literals;

const ClientKey kOne = client_key("192.0.2.1");
const ClientKey kTwo = client_key("192.0.2.2");

TEST(ConnectionTracker, SlotsAreLimited) {
  ConnectionTracker tracker({2, 10, 10});
  EXPECT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_EQ(tracker.take_slot({}).slot, Slot::taken);
  EXPECT_EQ(tracker.take_slot(kTwo).slot, Slot::full);
  EXPECT_EQ(tracker.take_slot({}).slot, Slot::full);
  tracker.release_slot({});
  EXPECT_EQ(tracker.take_slot(kTwo).slot, Slot::taken);
}

TEST(ConnectionTracker, AClientHasALimitOfItsOwnAndAnEmptyKeyHasNone) {
  ConnectionTracker tracker({100, 2, 10});
  for (int i = 0; i < 50; ++i) ASSERT_EQ(tracker.take_slot({}).slot, Slot::taken);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_EQ(tracker.take_slot(kOne).slot, Slot::too_many);
  EXPECT_EQ(tracker.take_slot(kTwo).slot, Slot::taken);
  EXPECT_EQ(tracker.slots_of(kOne), 2u);
  EXPECT_EQ(tracker.slots_of({}), 0u);
  EXPECT_EQ(tracker.biggest(), kOne);
}

TEST(ConnectionTracker, TooManyIsReportedOnceUntilHalfOfTheSlotsAreFree) {
  ConnectionTracker tracker({100, 4, 10});
  for (int i = 0; i < 4; ++i) ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_TRUE(tracker.take_slot(kOne).is_first);
  EXPECT_FALSE(tracker.take_slot(kOne).is_first);
  tracker.release_slot(kOne);
  ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_FALSE(tracker.take_slot(kOne).is_first) << "it goes on";
  tracker.release_slot(kOne);
  tracker.release_slot(kOne);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_TRUE(tracker.take_slot(kOne).is_first) << "it begins again";
}

TEST(ConnectionTracker, ASlotIsAssignedToAClientLater) {
  ConnectionTracker tracker({3, 1, 10});
  ASSERT_EQ(tracker.take_slot({}).slot, Slot::taken);
  ASSERT_EQ(tracker.take_slot({}).slot, Slot::taken);
  EXPECT_EQ(tracker.assign_slot(kOne).slot, Slot::taken);
  EXPECT_EQ(tracker.assign_slot(kOne).slot, Slot::too_many);
  tracker.release_slot({});
  tracker.release_slot(kOne);
  EXPECT_EQ(tracker.slots_of(kOne), 0u);
  EXPECT_TRUE(tracker.biggest().is_none());
}

TEST(ConnectionTracker, LargeBodiesAreLimitedForEachClient) {
  ConnectionTracker tracker({10, 10, 2});
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(tracker.take_upload({}));
  EXPECT_TRUE(tracker.take_upload(kOne));
  EXPECT_TRUE(tracker.take_upload(kOne));
  EXPECT_FALSE(tracker.take_upload(kOne));
  EXPECT_TRUE(tracker.take_upload(kTwo));
  ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  tracker.release_slot(kOne);
  EXPECT_FALSE(tracker.take_upload(kOne)) << "the uploads outlive the last slot";
  tracker.release_upload(kOne);
  EXPECT_TRUE(tracker.take_upload(kOne));
}

TEST(ConnectionTracker, AConnectionWithoutASlotIsUnadmitted) {
  ConnectionTracker tracker({1, 1, 10});
  tracker.enter();
  tracker.enter();
  ASSERT_EQ(tracker.take_slot(kOne).slot, Slot::taken);
  EXPECT_EQ(tracker.unadmitted(), 1u);
  tracker.leave();
  EXPECT_EQ(tracker.unadmitted(), 0u);
  EXPECT_FALSE(tracker.wait_empty(std::chrono::steady_clock::now()));
  tracker.release_slot(kOne);
  tracker.leave();
  EXPECT_TRUE(tracker.wait_empty(std::chrono::steady_clock::now()));
}

TEST(LogThrottle, ReportsOnceAMinute) {
  LogThrottle throttle;
  const LogThrottle::Clock::time_point begin{1h};
  EXPECT_EQ(throttle.count_event(begin), 1u);
  EXPECT_EQ(throttle.count_event(begin + 1s), std::nullopt);
  EXPECT_EQ(throttle.count_event(begin + 59s), std::nullopt);
  EXPECT_EQ(throttle.count_event(begin + 61s), 3u);
  EXPECT_EQ(throttle.count_event(begin + 62s), std::nullopt);
}

}  // namespace
}  // namespace carboy::core::server
