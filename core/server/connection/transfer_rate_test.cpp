#include "core/server/connection/transfer_rate.h"

#include <gtest/gtest.h>

namespace carboy::core::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TransferRate::Clock::time_point kStart{seconds(1000)};

TransferRate begun() {
  TransferRate pace;
  pace.begin(kStart, 50);
  return pace;
}

TEST(PaceTest, SilenceEndsItWhateverCameBefore) {
  TransferRate pace = begun();
  EXPECT_EQ(pace.due(seconds(3), 0, seconds(20)), kStart + seconds(3));
  pace.note(kStart + seconds(2), 51);
  EXPECT_EQ(pace.due(seconds(3), 0, seconds(20)), kStart + seconds(5));
  pace.note(kStart + seconds(4), 51);
  EXPECT_EQ(pace.due(seconds(3), 0, seconds(20)), kStart + seconds(5)) << "nothing new";
}

TEST(PaceTest, BytesBuyTimeAtTheRate) {
  TransferRate pace = begun();
  EXPECT_EQ(pace.due(seconds(99), 100, seconds(5)), kStart + seconds(5));
  pace.note(kStart + seconds(4), 50 + 250);
  EXPECT_EQ(pace.due(seconds(99), 100, seconds(5)), kStart + milliseconds(7500));
  pace.note(kStart + seconds(7), 50 + 1'000'000'000'000);
  EXPECT_EQ(pace.due(seconds(99), 100, seconds(5)), kStart + seconds(106)) << "idle comes first";
}

TEST(PaceTest, TimeThatIsNotTheClientsDoesNotCount) {
  TransferRate pace = begun();
  pace.excuse(seconds(10));
  EXPECT_EQ(pace.due(seconds(99), 100, seconds(5)), kStart + seconds(15));
  EXPECT_EQ(pace.due(seconds(3), 100, seconds(5)), kStart + seconds(13));
}

TEST(PaceTest, RunsFromBeginToEnd) {
  TransferRate pace;
  EXPECT_FALSE(pace.is_running());
  pace = begun();
  EXPECT_TRUE(pace.is_running());
  pace.end();
  EXPECT_FALSE(pace.is_running());
}

}  // namespace
}  // namespace carboy::core::server
