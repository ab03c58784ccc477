// Two real threads hand one counter back and forth; ThreadSanitizer checks that only the owner
// touches it.
#include "core/server/connection/handover.h"

#include <gtest/gtest.h>

#include <mutex>
#include <random>
#include <thread>

#include "core/server/worker_pool.h"

namespace carboy::core::server {
namespace {

TEST(Handover, AQuietWorkerReleasesWithoutAMessage) {
  Handover handover;
  EXPECT_FALSE(handover.is_lent());
  EXPECT_TRUE(handover.try_reclaim());
  handover.lend(false);
  EXPECT_TRUE(handover.is_lent());
  EXPECT_FALSE(handover.try_reclaim());
  EXPECT_TRUE(handover.release());
  EXPECT_TRUE(handover.is_lent()) << "the loop has not looked yet";
  EXPECT_TRUE(handover.try_reclaim());
  EXPECT_FALSE(handover.is_lent());
}

TEST(Handover, AWorkerThatWasNotifiedHasToPost) {
  Handover handover;
  handover.lend(false);
  EXPECT_FALSE(handover.notify());
  EXPECT_FALSE(handover.release());
  EXPECT_FALSE(handover.try_reclaim()) << "only the message gives it back";
  handover.reclaimed();
  EXPECT_TRUE(handover.try_reclaim());
}

TEST(Handover, AnEventThatMayHaveBeenMissedCountsAsANotification) {
  Handover handover;
  handover.lend(true);
  EXPECT_FALSE(handover.release());
}

TEST(Handover, ANotificationFindsWhatWasReleased) {
  Handover handover;
  handover.lend(false);
  EXPECT_TRUE(handover.release());
  EXPECT_TRUE(handover.notify());
  EXPECT_FALSE(handover.is_lent());
}

// A loop with the least a loop has: a mailbox, events at random times, and a tick.
class HandoverThreads : public ::testing::Test {
 protected:
  static constexpr int kRounds = 20'000;

  // The job of a worker.
  void work(bool needs_the_loop) {
    ++owned_;
    if (!needs_the_loop && handover_.release()) return;
    const std::lock_guard lock(mutex_);
    is_posted_ = true;
  }

  bool take_message() {
    const std::lock_guard lock(mutex_);
    return std::exchange(is_posted_, false);
  }

  // Returns once the loop owns the counter again. Every event must be seen by then.
  void await(bool has_event) {
    if (has_event) {
      ++events_;
      if (handover_.notify()) {
        ++found_by_event_;
        return;
      }
    }
    while (!take_message()) {
      if (!has_event && handover_.try_reclaim()) {
        ++found_by_tick_;
        return;
      }
      std::this_thread::yield();
    }
    handover_.reclaimed();
    ++posted_;
  }

  Handover handover_;
  int owned_ = 0;  // deliberately not atomic
  std::mutex mutex_;
  bool is_posted_ = false;
  int events_ = 0, found_by_event_ = 0, found_by_tick_ = 0, posted_ = 0;
};

TEST_F(HandoverThreads, NoEventIsLostAndOnlyTheOwnerTouchesTheCounter) {
  WorkerPool pool({.threads = 2});
  std::minstd_rand random(1);
  for (int round = 0; round < kRounds; ++round) {
    const bool needs_the_loop = random() % 8 == 0;
    const bool has_event = random() % 2 == 0;
    handover_.lend(random() % 8 == 0);
    ASSERT_TRUE(pool.submit_rest(0, [this, needs_the_loop] { work(needs_the_loop); }));
    for (auto delay = random() % 64; delay > 0; --delay) std::this_thread::yield();
    await(has_event);
    ASSERT_FALSE(handover_.is_lent());
    ++owned_;
  }
  EXPECT_EQ(owned_, 2 * kRounds);
  EXPECT_EQ(found_by_event_ + found_by_tick_ + posted_, kRounds);
  EXPECT_GT(found_by_tick_, 0);
  EXPECT_GT(posted_, 0);
}

}  // namespace
}  // namespace carboy::core::server
