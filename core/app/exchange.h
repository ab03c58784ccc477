// One request and its answer: what the server hands the app, and what the app hands back. Together
// with application.h this is the whole seam between the two.
//
// Thread rule: an exchange belongs to one thread at a time, first a loop's, perhaps then a
// worker's. Only cancelled() and cancel() may be called from any thread.
#pragma once

#include <any>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/inline_any.h"
#include "core/http/message.h"
#include "core/http/request_body.h"

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

// What of the answer has left.
struct Sent {
  int status = 0;                // of the status line; 0: not even that
  std::uint64_t body_bytes = 0;  // without the framing of chunks
  bool is_whole = false;         // false: the client has gone, or the stream failed
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
  http::RequestBody body;  // whole, decoded from its transfer coding
  Peer peer;
  Carrier* carrier = nullptr;
  std::chrono::steady_clock::time_point begun{};  // its first byte was there

  // Filled in by Application::prepare(): whom the request is for, as far as the app knows. The pool
  // is shared out among these.
  std::string_view client;

  // Filled in by Application::handle().
  http::Response response;

  // Filled in by the server before Application::finish().
  Sent sent;

  // The client has gone, or the stream must end: nobody will read what is still made.
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire) != kNot; }
  void cancel() noexcept { cancelled_.store(kCancelled, std::memory_order_release); }
  // The client sends nothing more. It has gone, mostly; a few still read the answer.
  void cancel_perhaps() noexcept {
    auto expected = kNot;
    cancelled_.compare_exchange_strong(expected, kPerhaps, std::memory_order_acq_rel);
  }
  bool cancelled_for_sure() const noexcept {
    return cancelled_.load(std::memory_order_acquire) == kCancelled;
  }

  // Makes it ready for the next request on the connection, keeping what it has allocated.
  void clear() noexcept;

  RequestState& state() noexcept { return *state_; }
  const RequestState& state() const noexcept { return *state_; }

 private:
  enum Cancelled : std::uint8_t { kNot, kPerhaps, kCancelled };
  std::atomic<Cancelled> cancelled_{kNot};
  std::unique_ptr<RequestState> state_;
};

}  // namespace carboy::core::app
