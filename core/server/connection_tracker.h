// Who is connected: how many sockets are open, how many of them hold one of the server's seats, and
// for whom.
//
// Thread rule: every function from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "core/server/client_key.h"

namespace carboy::core::server {

class ConnectionTracker {
 public:
  struct Most {
    std::size_t seats;
    std::size_t seats_per_client;
    std::size_t uploads_per_client;
  };
  explicit ConnectionTracker(const Most& most) : most_(most) {}

  // A socket was opened to a client, or closed. Whoever waits for a seat, or is told that there is
  // none, is counted here only.
  void enter();
  void leave();
  std::size_t count() const;
  // Those without a seat.
  std::size_t standing() const;
  // True once none is open; false when `deadline` came first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline);

  enum class Seat {
    taken,
    full,      // there is none left
    too_many,  // the client has as many as it may have
  };
  struct Answer {
    Seat seat;
    bool is_news = false;  // with too_many: the first since the client had half of that
  };
  // A none key is counted for nobody.
  Answer take_seat(const ClientKey& client);
  void leave_seat(const ClientKey& client);
  // A seat of nobody's becomes that client's, unless it has too many.
  Answer name_seat(const ClientKey& client);

  // Whether the client may have one more large request body here.
  bool take_upload(const ClientKey& client);
  void leave_upload(const ClientKey& client);

  std::size_t seats_of(const ClientKey& client) const;
  // Who has most. Takes time in proportion to the number of clients. None when nobody is counted.
  ClientKey biggest() const;

 private:
  struct Holder {
    std::size_t seats = 0;
    std::size_t uploads = 0;
    bool told = false;
  };
  using Holders = std::unordered_map<ClientKey, Holder, ClientKeyHash>;
  Answer count_seat(const ClientKey& client);
  void let_go(Holders::iterator holder);

  const Most most_;
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
  std::size_t taken_ = 0;
  Holders holders_;
};

}  // namespace carboy::core::server
