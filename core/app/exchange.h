// One request and its response, as the server and the app exchange them. Together with
// application.h this is the whole interface between the two.
//
// Thread rule: an exchange belongs to one thread at a time: first to an event loop, then perhaps to
// a worker. Only cancelled(), cancel(), cancel_perhaps() and cancelled_for_sure() may be called
// from any thread.
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

// The other end of the connection, as the transport knows it.
struct Peer {
  std::string_view address;  // "127.0.0.1", "::1", "unix:"
  std::uint16_t port = 0;
  bool secure = false;
};

// The connection that carries an exchange, for the app. Thread rule: any thread.
class Carrier {
 public:
  // Makes the connection check the stream that it sends soon, because it was cancelled.
  virtual void wake() noexcept = 0;

 protected:
  ~Carrier() = default;
};

// The part of the response that was sent.
struct Sent {
  int status = 0;                // 0 if not even the status line was sent
  std::uint64_t body_bytes = 0;  // without the framing of chunks
  bool is_whole = false;         // false if the client left or the stream failed
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
  std::chrono::steady_clock::time_point begun{};  // when its first byte arrived

  // Filled in by Application::prepare(): the address of the client, as far as the app knows. The
  // worker pool is shared fairly among clients.
  std::string_view client;

  // Filled in by Application::handle().
  http::Response response;

  // Filled in by the server before Application::finish().
  Sent sent;

  // Returns whether the client has left or the stream must end, so that nobody reads the rest.
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire) != kNot; }
  void cancel() noexcept { cancelled_.store(kCancelled, std::memory_order_release); }
  // Called when the client sends nothing more. Most clients have left then; a few still read.
  void cancel_perhaps() noexcept {
    auto expected = kNot;
    cancelled_.compare_exchange_strong(expected, kPerhaps, std::memory_order_acq_rel);
  }
  bool cancelled_for_sure() const noexcept {
    return cancelled_.load(std::memory_order_acquire) == kCancelled;
  }

  // Makes the exchange ready for the next request on the connection and keeps its allocations.
  void clear() noexcept;

  RequestState& state() noexcept { return *state_; }
  const RequestState& state() const noexcept { return *state_; }

 private:
  enum Cancelled : std::uint8_t { kNot, kPerhaps, kCancelled };
  std::atomic<Cancelled> cancelled_{kNot};
  std::unique_ptr<RequestState> state_;
};

}  // namespace carboy::core::app
