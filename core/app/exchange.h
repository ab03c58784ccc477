// One request and its answer: what the server hands the app, and what the app hands back. Together
// with application.h this is the whole seam between the two.
//
// Thread rule: an exchange belongs to one thread at a time, first a loop's, perhaps then a
// worker's. Only cancelled() and cancel() may be called from any thread.
#pragma once

#include <any>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/in_place.h"
#include "core/http/message.h"

namespace carboy::core::app {

// Who is at the other end, as the transport knows it.
struct Peer {
  std::string_view address;  // "127.0.0.1", "::1", "unix:"
  std::uint16_t port = 0;
  bool secure = false;
};

// What an exchange may ask of the connection that carries it. From any thread.
class Carrier {
 public:
  // Something changed for the stream being sent (it was cancelled): look at it soon.
  virtual void wake() noexcept = 0;

 protected:
  ~Carrier() = default;
};

struct RequestState;  // what the app keeps for a request (core/app/request_state.h)

class Exchange {
 public:
  Exchange();
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Filled in by the server before Application::prepare().
  http::RequestHead head;
  std::string_view body;  // whole, decoded from its transfer coding
  Peer peer;
  Carrier* carrier = nullptr;

  // Filled in by the app.
  http::Response response;

  // The client has gone, or the stream must end: nobody will read what is still made.
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }
  void cancel() noexcept { cancelled_.store(true, std::memory_order_release); }

  // Makes it ready for the next request on the connection, keeping what it has allocated.
  void clear() noexcept;

  RequestState& state() noexcept { return *state_; }
  const RequestState& state() const noexcept { return *state_; }

 private:
  std::atomic<bool> cancelled_{false};
  std::unique_ptr<RequestState> state_;
};

}  // namespace carboy::core::app
