// A queue of jobs in lanes that are served in turn, so that a client with a thousand waiting jobs
// does not delay a client with one: stochastic fair queueing (P. McKenney, 1990). The lane is a
// hash of the client.
//
// Thread rule: not thread-safe; the pool that owns it holds its lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/server/client_key.h"

namespace carboy::core::server {

class FairQueue {
 public:
  using Job = std::function<void()>;
  using Lane = std::uint8_t;
  static constexpr std::size_t kLanes = 256;

  // Returns the lane that a client's jobs go to.
  static Lane lane_of(const ClientKey& client) noexcept {
    return static_cast<Lane>(client.hash(hash_seed()));
  }

  explicit FairQueue(std::size_t limit);

  // Queues a job that may be displaced; then `refused` is called instead of it. If `limit` jobs
  // wait, this removes the youngest of the longest lane, if that lane is longer than this job's
  // would be, and moves its `refused` to `displaced`, for the caller to call. Otherwise it returns
  // false, and the new job is not queued.
  [[nodiscard]] bool push(Lane lane, Job&& job, Job&& refused, Job& displaced);
  // Queues the rest of a job that has begun, without a limit. Within a lane such jobs alternate
  // with those that have not begun, so that neither kind waits for all of the other.
  void push_rest(Lane lane, Job&& job);
  // Removes and returns the next job. REQUIRES: size() > 0.
  Job pop();

  std::size_t size() const noexcept { return size_; }

 private:
  using Index = std::uint32_t;
  static constexpr Index kNone = ~Index{0};

  struct Node {
    Job job;
    Job refused;
    Index before = kNone;
    Index after = kNone;  // or the next free node
  };
  struct Fifo {
    Index first = kNone;
    Index last = kNone;
  };
  struct Line {
    Fifo begun;    // the rest of jobs that have begun
    Fifo waiting;  // jobs that may be displaced
    bool has_turn = false;
    bool begun_is_next = true;
  };

  Index take_node(Job&& job, Job&& refused);
  void append(Fifo& fifo, Index index);
  void unlink(Fifo& fifo, Index index);
  void free_node(Index index);
  void give_turn(Lane lane);
  bool displace(Lane lane, Job& displaced);

  const std::size_t limit_;
  std::size_t size_ = 0;
  std::size_t refusable_ = 0;
  std::vector<Node> nodes_;
  Index free_ = kNone;
  std::array<Line, kLanes> lines_;
  std::array<std::uint32_t, kLanes> lengths_{};  // of `waiting`
  // The lanes that have jobs, in the order of their turns.
  std::array<Lane, kLanes> turns_{};
  std::size_t first_turn_ = 0;
  std::size_t turn_count_ = 0;
};

}  // namespace carboy::core::server
