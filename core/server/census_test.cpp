#include "core/server/census.h"

#include <gtest/gtest.h>

#include "core/server/episode.h"

namespace carboy::core::server {
namespace {

using Seat = Census::Seat;
using namespace std::chrono_literals;

const ClientKey kOne = client_key("192.0.2.1");
const ClientKey kTwo = client_key("192.0.2.2");

TEST(Census, SeatsAreLimited) {
  Census census({2, 10, 10});
  EXPECT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(census.take_seat({}).seat, Seat::taken);
  EXPECT_EQ(census.take_seat(kTwo).seat, Seat::full);
  EXPECT_EQ(census.take_seat({}).seat, Seat::full);
  census.leave_seat({});
  EXPECT_EQ(census.take_seat(kTwo).seat, Seat::taken);
}

TEST(Census, AClientHasItsShareAndNobodyIsCountedForNone) {
  Census census({100, 2, 10});
  for (int i = 0; i < 50; ++i) ASSERT_EQ(census.take_seat({}).seat, Seat::taken);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(census.take_seat(kOne).seat, Seat::too_many);
  EXPECT_EQ(census.take_seat(kTwo).seat, Seat::taken);
  EXPECT_EQ(census.seats_of(kOne), 2u);
  EXPECT_EQ(census.seats_of({}), 0u);
  EXPECT_EQ(census.biggest(), kOne);
}

TEST(Census, TooManyIsNewsOnceAnEpisode) {
  Census census({100, 4, 10});
  for (int i = 0; i < 4; ++i) ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_TRUE(census.take_seat(kOne).is_news);
  EXPECT_FALSE(census.take_seat(kOne).is_news);
  census.leave_seat(kOne);
  ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_FALSE(census.take_seat(kOne).is_news) << "it goes on";
  census.leave_seat(kOne);
  census.leave_seat(kOne);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_TRUE(census.take_seat(kOne).is_news) << "it begins again";
}

TEST(Census, ASeatGetsAName) {
  Census census({3, 1, 10});
  ASSERT_EQ(census.take_seat({}).seat, Seat::taken);
  ASSERT_EQ(census.take_seat({}).seat, Seat::taken);
  EXPECT_EQ(census.name_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(census.name_seat(kOne).seat, Seat::too_many);
  census.leave_seat({});
  census.leave_seat(kOne);
  EXPECT_EQ(census.seats_of(kOne), 0u);
  EXPECT_TRUE(census.biggest().is_none());
}

TEST(Census, LargeBodiesAreLimitedForEachClient) {
  Census census({10, 10, 2});
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(census.take_upload({}));
  EXPECT_TRUE(census.take_upload(kOne));
  EXPECT_TRUE(census.take_upload(kOne));
  EXPECT_FALSE(census.take_upload(kOne));
  EXPECT_TRUE(census.take_upload(kTwo));
  ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  census.leave_seat(kOne);
  EXPECT_FALSE(census.take_upload(kOne)) << "forgotten with the last seat";
  census.leave_upload(kOne);
  EXPECT_TRUE(census.take_upload(kOne));
}

TEST(Census, WhoStandsHasNoSeat) {
  Census census({1, 1, 10});
  census.enter();
  census.enter();
  ASSERT_EQ(census.take_seat(kOne).seat, Seat::taken);
  EXPECT_EQ(census.standing(), 1u);
  census.leave();
  EXPECT_EQ(census.standing(), 0u);
  EXPECT_FALSE(census.wait_empty(std::chrono::steady_clock::now()));
  census.leave_seat(kOne);
  census.leave();
  EXPECT_TRUE(census.wait_empty(std::chrono::steady_clock::now()));
}

TEST(Episode, IsToldOnceAMinute) {
  Episode episode;
  const Episode::Clock::time_point begin{1h};
  EXPECT_EQ(episode.happened(begin), 1u);
  EXPECT_EQ(episode.happened(begin + 1s), std::nullopt);
  EXPECT_EQ(episode.happened(begin + 59s), std::nullopt);
  EXPECT_EQ(episode.happened(begin + 61s), 3u);
  EXPECT_EQ(episode.happened(begin + 62s), std::nullopt);
}

}  // namespace
}  // namespace carboy::core::server
