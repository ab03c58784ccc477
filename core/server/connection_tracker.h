// Counts open connections, the connection slots among them, and large uploads: in total and by
// client.
//
// Thread rule: every function may be called from any thread.
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
  struct Maximum {
    std::size_t slots;
    std::size_t slots_per_client;
    std::size_t uploads_per_client;
  };
  explicit ConnectionTracker(const Maximum& maximum) : maximum_(maximum) {}

  // A client's socket was opened, or closed. A connection that waits for a slot, or for the end of
  // its rejection, is counted here only.
  void enter();
  void leave();
  // Returns the number of open connections.
  std::size_t count() const;
  // Returns the number of open connections that have no slot.
  std::size_t unadmitted() const;
  // Waits until no connection is open. Returns false if `deadline` came first.
  bool wait_empty(std::chrono::steady_clock::time_point deadline);

  enum class Slot {
    taken,
    full,      // no slot is free
    too_many,  // the client has as many slots as it may have
  };
  struct Answer {
    Slot slot;
    // With too_many: this is the first since the client had no more than half of its slots.
    bool is_first = false;
  };
  // A key that is_none() is charged to no client.
  Answer take_slot(const ClientKey& client);
  void release_slot(const ClientKey& client);
  // Charges a slot that was taken for no client to this one, unless it has too many.
  Answer assign_slot(const ClientKey& client);

  // Counts a large request body. Returns false if the client sends as many as it may.
  bool take_upload(const ClientKey& client);
  void release_upload(const ClientKey& client);

  std::size_t slots_of(const ClientKey& client) const;
  // Returns the client with most slots, or a key that is_none() if no client has any. Takes time in
  // proportion to the number of clients.
  ClientKey biggest() const;

 private:
  struct Holder {
    std::size_t slots = 0;
    std::size_t uploads = 0;
    bool is_reported = false;
  };
  using Holders = std::unordered_map<ClientKey, Holder, ClientKeyHash>;
  Answer charge(const ClientKey& client);
  void erase_if_unused(Holders::iterator holder);

  const Maximum maximum_;
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
  std::size_t taken_ = 0;
  Holders holders_;
};

}  // namespace carboy::core::server
