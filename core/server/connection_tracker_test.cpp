#include "core/server/connection_tracker.h"

#include <gtest/gtest.h>

#include "core/server/log_throttle.h"

namespace carboy::core::server {
namespace {

using Seat = ConnectionTracker::Seat;
using namespace std::chrono_literals;

const ClientKey kOne = client_key("192.0.2.1");
const ClientKey kTwo = client_key("192.0.2.2");

TEST(ConnectionTracker, SeatsAreLimited) {
  ConnectionTracker connection_tracker({2, 10, 10});
  EXPECT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.take_seat({}).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.take_seat(kTwo).seat, Seat::full);
  EXPECT_EQ(connection_tracker.take_seat({}).seat, Seat::full);
  connection_tracker.leave_seat({});
  EXPECT_EQ(connection_tracker.take_seat(kTwo).seat, Seat::taken);
}

TEST(ConnectionTracker, AClientHasItsShareAndNobodyIsCountedForNone) {
  ConnectionTracker connection_tracker({100, 2, 10});
  for (int i = 0; i < 50; ++i) ASSERT_EQ(connection_tracker.take_seat({}).seat, Seat::taken);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.take_seat(kOne).seat, Seat::too_many);
  EXPECT_EQ(connection_tracker.take_seat(kTwo).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.seats_of(kOne), 2u);
  EXPECT_EQ(connection_tracker.seats_of({}), 0u);
  EXPECT_EQ(connection_tracker.biggest(), kOne);
}

TEST(ConnectionTracker, TooManyIsNewsOnceAnEpisode) {
  ConnectionTracker connection_tracker({100, 4, 10});
  for (int i = 0; i < 4; ++i) ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_TRUE(connection_tracker.take_seat(kOne).is_news);
  EXPECT_FALSE(connection_tracker.take_seat(kOne).is_news);
  connection_tracker.leave_seat(kOne);
  ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_FALSE(connection_tracker.take_seat(kOne).is_news) << "it goes on";
  connection_tracker.leave_seat(kOne);
  connection_tracker.leave_seat(kOne);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_TRUE(connection_tracker.take_seat(kOne).is_news) << "it begins again";
}

TEST(ConnectionTracker, ASeatGetsAName) {
  ConnectionTracker connection_tracker({3, 1, 10});
  ASSERT_EQ(connection_tracker.take_seat({}).seat, Seat::taken);
  ASSERT_EQ(connection_tracker.take_seat({}).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.name_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.name_seat(kOne).seat, Seat::too_many);
  connection_tracker.leave_seat({});
  connection_tracker.leave_seat(kOne);
  EXPECT_EQ(connection_tracker.seats_of(kOne), 0u);
  EXPECT_TRUE(connection_tracker.biggest().is_none());
}

TEST(ConnectionTracker, LargeBodiesAreLimitedForEachClient) {
  ConnectionTracker connection_tracker({10, 10, 2});
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(connection_tracker.take_upload({}));
  EXPECT_TRUE(connection_tracker.take_upload(kOne));
  EXPECT_TRUE(connection_tracker.take_upload(kOne));
  EXPECT_FALSE(connection_tracker.take_upload(kOne));
  EXPECT_TRUE(connection_tracker.take_upload(kTwo));
  ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  connection_tracker.leave_seat(kOne);
  EXPECT_FALSE(connection_tracker.take_upload(kOne)) << "forgotten with the last seat";
  connection_tracker.leave_upload(kOne);
  EXPECT_TRUE(connection_tracker.take_upload(kOne));
}

TEST(ConnectionTracker, WhoStandsHasNoSeat) {
  ConnectionTracker connection_tracker({1, 1, 10});
  connection_tracker.enter();
  connection_tracker.enter();
  ASSERT_EQ(connection_tracker.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(connection_tracker.standing(), 1u);
  connection_tracker.leave();
  EXPECT_EQ(connection_tracker.standing(), 0u);
  EXPECT_FALSE(connection_tracker.wait_empty(std::chrono::steady_clock::now()));
  connection_tracker.leave_seat(kOne);
  connection_tracker.leave();
  EXPECT_TRUE(connection_tracker.wait_empty(std::chrono::steady_clock::now()));
}

TEST(LogThrottle, IsToldOnceAMinute) {
  LogThrottle episode;
  const LogThrottle::Clock::time_point begin{1h};
  EXPECT_EQ(episode.happened(begin), 1u);
  EXPECT_EQ(episode.happened(begin + 1s), std::nullopt);
  EXPECT_EQ(episode.happened(begin + 59s), std::nullopt);
  EXPECT_EQ(episode.happened(begin + 61s), 3u);
  EXPECT_EQ(episode.happened(begin + 62s), std::nullopt);
}

}  // namespace
}  // namespace carboy::core::server
