// Which thread owns a transaction: its event loop, or the worker that the loop has lent it to.
//
// Thread rule: release() belongs to the worker, all other functions belong to the loop's thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace carboy::core::server {

// No event is lost, and a request that runs on a worker while its connection is quiet costs the
// loop no message:
//
// 1. The loop lends. It stores kLent, together with kNotified when something may be waiting for it
//    already, and queues a job. The mutex of the worker pool makes all that the loop wrote visible
//    to the worker.
// 2. An event arrives for a lent transaction. The loop notes it in members of its own and sets
//    kNotified in one read-modify-write. If that finds kLent, the worker has not released yet and
//    will find kNotified in step 3. Otherwise the worker has released, and the loop owns the
//    transaction again (acquire, paired with the release in step 3).
// 3. The worker has finished and needs nothing from the loop. It replaces exactly kLent by 0
//    (release). This fails when kNotified is set; then the worker posts a message (step 4).
// 4. The worker posts a message to the loop, with kLent still set, when something is left to do.
//    The loop owns the transaction as soon as the message is delivered. The mutex of the mailbox
//    makes all that the worker wrote visible to the loop.
// 5. All changes of turn_ have one order. An event therefore comes either before the replacement in
//    step 3, which fails so that a message follows, or after it, and then step 2 takes over.
// 6. The loop looks with try_reclaim() at its next tick whether a quiet worker has released.
class Handover {
 public:
  // Returns whether the loop has lent the transaction and has not taken it back. A worker's
  // release() does not change that: notify() and try_reclaim() find it.
  bool is_lent() const noexcept { return is_lent_; }

  // Gives the transaction to a worker. `is_notified` means that an event may have been missed, so
  // that the worker has to post a message when it has finished.
  void lend(bool is_notified) noexcept {
    is_lent_ = true;
    turn_.store(is_notified ? kLent | kNotified : kLent, std::memory_order_relaxed);
  }

  // Tells the worker that the loop has something to do. Returns true if the worker had released the
  // transaction already: the loop owns it again.
  bool notify() noexcept {
    if ((turn_.fetch_or(kNotified, std::memory_order_acq_rel) & kLent) != 0) return false;
    reclaimed();
    return true;
  }

  // Returns true if the loop owns the transaction, perhaps because a worker has released it.
  bool try_reclaim() noexcept {
    if (!is_lent_) return true;
    if ((turn_.load(std::memory_order_acquire) & kLent) != 0) return false;
    reclaimed();
    return true;
  }

  // The worker's message has been delivered, or no worker has accepted the job.
  void reclaimed() noexcept {
    turn_.store(0, std::memory_order_relaxed);
    is_lent_ = false;
  }

  // Gives the transaction back. Returns false if the loop was notified meanwhile: the worker still
  // owns the transaction and has to post a message. After true the worker must not touch it.
  bool release() noexcept {
    std::uint32_t expected = kLent;
    return turn_.compare_exchange_strong(expected, 0, std::memory_order_release,
                                         std::memory_order_relaxed);
  }

 private:
  static constexpr std::uint32_t kLent = 1;
  static constexpr std::uint32_t kNotified = 2;
  std::atomic<std::uint32_t> turn_{0};
  bool is_lent_ = false;  // the loop's own
};

}  // namespace carboy::core::server
