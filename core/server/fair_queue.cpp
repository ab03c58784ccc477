#include "core/server/fair_queue.h"

#include <algorithm>
#include <utility>

namespace carboy::core::server {

FairQueue::FairQueue(std::size_t limit) : limit_(limit) { nodes_.reserve(64); }

bool FairQueue::push(Lane lane, Job&& job, Job&& refused, Job& displaced) {
  if (refusable_ >= limit_ && !displace(lane, displaced)) return false;
  append(lines_[lane].waiting, take_node(std::move(job), std::move(refused)));
  ++lengths_[lane];
  ++refusable_;
  give_turn(lane);
  return true;
}

void FairQueue::push_rest(Lane lane, Job&& job) {
  append(lines_[lane].begun, take_node(std::move(job), nullptr));
  give_turn(lane);
}

FairQueue::Job FairQueue::pop() {
  const Lane lane = turns_[first_turn_];
  first_turn_ = (first_turn_ + 1) % kLanes;
  --turn_count_;
  Line& line = lines_[lane];
  line.has_turn = false;
  const bool is_rest = line.waiting.first == kNone ||
                       (line.begun.first != kNone && std::exchange(line.begun_is_next, false));
  if (!is_rest) line.begun_is_next = true;
  Fifo& fifo = is_rest ? line.begun : line.waiting;
  const Index node = fifo.first;
  unlink(fifo, node);
  if (!is_rest) {
    --lengths_[lane];
    --refusable_;
  }
  Job job = std::move(nodes_[node].job);
  free_node(node);
  if (line.begun.first != kNone || line.waiting.first != kNone) give_turn(lane);
  return job;
}

// The longest lane keeps at least one job, so it keeps its turn.
bool FairQueue::displace(Lane lane, Job& displaced) {
  const auto longest = std::max_element(lengths_.begin(), lengths_.end());
  if (*longest <= lengths_[lane] + 1) return false;
  --*longest;
  --refusable_;
  Fifo& fifo = lines_[static_cast<std::size_t>(longest - lengths_.begin())].waiting;
  const Index node = fifo.last;
  unlink(fifo, node);
  displaced = std::move(nodes_[node].refused);
  free_node(node);
  return true;
}

FairQueue::Index FairQueue::take_node(Job&& job, Job&& refused) {
  if (free_ == kNone) {
    nodes_.emplace_back();
    free_ = static_cast<Index>(nodes_.size() - 1);
  }
  const Index index = free_;
  Node& node = nodes_[index];
  free_ = node.after;
  node.job = std::move(job);
  node.refused = std::move(refused);
  ++size_;
  return index;
}

void FairQueue::free_node(Index index) {
  Node& node = nodes_[index];
  node.job = nullptr;
  node.refused = nullptr;
  node.after = free_;
  free_ = index;
  --size_;
}

void FairQueue::append(Fifo& fifo, Index index) {
  nodes_[index].before = fifo.last;
  nodes_[index].after = kNone;
  (fifo.last == kNone ? fifo.first : nodes_[fifo.last].after) = index;
  fifo.last = index;
}

void FairQueue::unlink(Fifo& fifo, Index index) {
  const Node& node = nodes_[index];
  (node.before == kNone ? fifo.first : nodes_[node.before].after) = node.after;
  (node.after == kNone ? fifo.last : nodes_[node.after].before) = node.before;
}

void FairQueue::give_turn(Lane lane) {
  if (std::exchange(lines_[lane].has_turn, true)) return;
  turns_[(first_turn_ + turn_count_) % kLanes] = lane;
  ++turn_count_;
}

}  // namespace carboy::core::server
