#include "core/server/connection_evictor.h"

#include <algorithm>

namespace carboy::core::server {
namespace {

using Kind = Connection::Activity::Kind;

constexpr std::size_t kKeptCandidates = 32;  // of each kind, until the next look
constexpr std::size_t kFew = 256;            // looking at that many takes no time to mention
constexpr int kRest = 16;                    // times as long as a look took

}  // namespace

// A candidate is evicted only if nothing has happened to it since the look.
bool ConnectionEvictor::try_evict(const Candidate& candidate, Kind kind) const {
  Connection& connection = *candidate.connection;
  if (!connection.is_open() || connection.tag() != candidate.tag) return false;
  const Connection::Activity now = connection.refresh();
  if (now.kind != kind || now.due != candidate.due) return false;
  if (kind == Kind::receiving && now.client != biggest_) return false;
  return connection.evict();
}

bool ConnectionEvictor::close_idle(Connections connections) {
  for (const bool again : {false, true}) {
    if (again) look(connections);
    while (!idle_.empty()) {
      const Candidate last = idle_.back();
      idle_.pop_back();
      if (try_evict(last, Kind::idle)) return true;
    }
  }
  return false;
}

bool ConnectionEvictor::interrupt_biggest(Connections connections, const ClientKey& newcomer) {
  for (const bool again : {false, true}) {
    if (again) look(connections);
    if (tracker_.slots_of(newcomer) + 1 >= tracker_.slots_of(biggest_)) continue;
    while (!receiving_.empty()) {
      const Candidate last = receiving_.back();
      receiving_.pop_back();
      if (try_evict(last, Kind::receiving)) return true;
    }
  }
  return false;
}

// A look at many connections takes time, so not every new connection of a flood gets one.
void ConnectionEvictor::look(Connections connections) {
  const Clock::time_point begin = Clock::now();
  if (connections.size() > kFew && begin < next_look_) return;
  biggest_ = tracker_.biggest();
  idle_.clear();
  receiving_.clear();
  for (const auto& connection : connections) {
    if (!connection->is_open()) continue;
    const Connection::Activity activity = connection->refresh();
    const bool of_biggest = !biggest_.is_none() && activity.client == biggest_;
    const Candidate candidate{connection.get(), connection->tag(), activity.due, of_biggest};
    if (activity.kind == Kind::idle) idle_.push_back(candidate);
    if (activity.kind == Kind::receiving && of_biggest) receiving_.push_back(candidate);
  }
  for (std::vector<Candidate>* all : {&idle_, &receiving_}) {
    const auto better = [](const Candidate& one, const Candidate& other) {
      return one.of_biggest != other.of_biggest ? one.of_biggest : one.due < other.due;
    };
    const std::size_t kept = std::min(kKeptCandidates, all->size());
    std::partial_sort(all->begin(), all->begin() + static_cast<std::ptrdiff_t>(kept), all->end(),
                      better);
    all->resize(kept);
    std::reverse(all->begin(), all->end());
  }
  next_look_ = begin + kRest * (Clock::now() - begin);
}

}  // namespace carboy::core::server
