#include "core/server/connection/transfer_rate.h"

#include <gtest/gtest.h>

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TransferRate::Clock::time_point kStart{seconds(1000)};

TransferRate begun() {
  TransferRate rate;
  rate.begin(kStart, 50);
  return rate;
}

TEST(TransferRate, SilenceIsTooSlowWhateverCameBefore) {
  TransferRate rate = begun();
  EXPECT_EQ(rate.due(seconds(3), 0, seconds(20)), kStart + seconds(3));
  rate.note(kStart + seconds(2), 51);
  EXPECT_EQ(rate.due(seconds(3), 0, seconds(20)), kStart + seconds(5));
  rate.note(kStart + seconds(4), 51);
  EXPECT_EQ(rate.due(seconds(3), 0, seconds(20)), kStart + seconds(5)) << "no new bytes";
}

TEST(TransferRate, BytesBuyTimeAtTheRate) {
  TransferRate rate = begun();
  EXPECT_EQ(rate.due(seconds(99), 100, seconds(5)), kStart + seconds(5));
  rate.note(kStart + seconds(4), 50 + 250);
  EXPECT_EQ(rate.due(seconds(99), 100, seconds(5)), kStart + milliseconds(7500));
  rate.note(kStart + seconds(7), 50 + 1'000'000'000'000);
  EXPECT_EQ(rate.due(seconds(99), 100, seconds(5)), kStart + seconds(106))
      << "the idle time ends first";
}

TEST(TransferRate, ExcusedTimeDoesNotCount) {
  TransferRate rate = begun();
  rate.excuse(seconds(10));
  EXPECT_EQ(rate.due(seconds(99), 100, seconds(5)), kStart + seconds(15));
  EXPECT_EQ(rate.due(seconds(3), 100, seconds(5)), kStart + seconds(13));
}

TEST(TransferRate, RunsFromBeginToEnd) {
  TransferRate rate;
  EXPECT_FALSE(rate.is_running());
  rate = begun();
  EXPECT_TRUE(rate.is_running());
  rate.end();
  EXPECT_FALSE(rate.is_running());
}

}  // namespace
}  // namespace carboy::core::server
