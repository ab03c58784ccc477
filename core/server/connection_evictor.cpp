#include "core/server/connection_evictor.h"

#include <algorithm>

namespace carboy::core::server {
namespace {

constexpr std::size_t kKeptCandidates = 32;  // of each kind, until the next look
constexpr std::size_t kFew = 256;            // so many are looked at in no time
constexpr int kRest = 16;                    // times as long as a look took

}  // namespace

bool ConnectionEvictor::is_as_it_was(const Candidate& candidate, Connection::Standing::Kind kind) {
  Connection& connection = *candidate.connection;
  if (!connection.is_open() || connection.tag() != candidate.tag) return false;
  const Connection::Standing now = connection.standing();
  return now.kind == kind && now.due == candidate.due;
}

bool ConnectionEvictor::close_idle(Connections connections) {
  for (const bool again : {false, true}) {
    if (again) look(connections);
    while (!idle_.empty()) {
      const Candidate last = idle_.back();
      idle_.pop_back();
      if (is_as_it_was(last, Connection::Standing::Kind::idle) && last.connection->give_up_seat()) {
        return true;
      }
    }
  }
  return false;
}

bool ConnectionEvictor::interrupt_biggest(Connections connections, const ClientKey& newcomer) {
  for (const bool again : {false, true}) {
    if (again) look(connections);
    if (census_.seats_of(newcomer) + 1 >= census_.seats_of(biggest_)) continue;
    while (!begun_.empty()) {
      const Candidate last = begun_.back();
      begun_.pop_back();
      if (is_as_it_was(last, Connection::Standing::Kind::begun) &&
          last.connection->client() == biggest_ && last.connection->give_up_seat()) {
        return true;
      }
    }
  }
  return false;
}

// With many connections it takes its time, so it is not done at every newcomer of a flood.
void ConnectionEvictor::look(Connections connections) {
  const Clock::time_point begin = Clock::now();
  if (connections.size() > kFew && begin < next_look_) return;
  biggest_ = census_.biggest();
  idle_.clear();
  begun_.clear();
  for (const auto& connection : connections) {
    if (!connection->is_open()) continue;
    const Connection::Standing standing = connection->standing();
    const bool of_biggest = !biggest_.is_none() && connection->client() == biggest_;
    const Candidate candidate{connection.get(), connection->tag(), standing.due, of_biggest};
    if (standing.kind == Connection::Standing::Kind::idle) idle_.push_back(candidate);
    if (standing.kind == Connection::Standing::Kind::begun && of_biggest)
      begun_.push_back(candidate);
  }
  for (std::vector<Candidate>* all : {&idle_, &begun_}) {
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
