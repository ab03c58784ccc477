// Jobs in lanes that are served in turn, so that who has a thousand waiting does not delay who has
// one: stochastic fair queueing (P. McKenney, 1990), the lane being a hash of the client.
//
// Thread rule: not thread-safe; it belongs to a pool, under its lock.
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

  // Which lane a client's jobs go to.
  static Lane lane_of(const ClientKey& client) noexcept {
    return static_cast<Lane>(client.hash(hash_seed()));
  }

  explicit FairQueue(std::size_t limit);

  // Queues a job that may be turned away by calling `refused` in its place. When as many as `limit`
  // wait, the youngest of the longest lane has to go if that is longer than this job's would be;
  // its `refused` is left in `displaced`, for the caller to call. False: this one has to go.
  [[nodiscard]] bool push(Lane lane, Job&& job, Job&& refused, Job& displaced);
  // The same without a limit; of a lane in turn with what it has not begun, so that neither waits
  // for all of the other.
  void push_rest(Lane lane, Job&& job);
  // The next job. REQUIRES: size() > 0.
  Job pop();

  std::size_t size() const noexcept { return size_; }

 private:
  using Index = std::uint32_t;
  static constexpr Index kNone = ~Index{0};

  struct Node {
    Job job;
    Job refused;
    Index before = kNone;
    Index after = kNone;  // or the next free one
  };
  struct Fifo {
    Index first = kNone;
    Index last = kNone;
  };
  struct Line {
    Fifo begun;    // the rest of what was let in
    Fifo waiting;  // what may be turned away
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
  // Lanes with jobs, in the order of their turns.
  std::array<Lane, kLanes> turns_{};
  std::size_t first_turn_ = 0;
  std::size_t turn_count_ = 0;
};

}  // namespace carboy::core::server
