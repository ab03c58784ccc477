// One client's connection: a state machine over its socket. What it needs only during a request is
// in its Transaction.
//
// Thread rule: a connection belongs to its loop's thread. While a worker has the transaction, the
// loop touches only the handover of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "core/server/connection/client.h"
#include "core/server/connection/client_socket.h"
#include "core/server/connection/pending_connection.h"
#include "core/server/connection/transaction.h"
#include "core/server/deadlines.h"
#include "core/server/engine.h"

namespace carboy::core::server {

class Loop;

// A connection's tag: a generation, and below it the connection's index in its loop.
constexpr std::uint64_t kIndexBits = 24;
constexpr std::uint64_t kIndexMask = (std::uint64_t{1} << kIndexBits) - 1;

class Connection final : public Timed {
 public:
  Connection(Loop& loop, std::uint32_t index);

  // Takes over the socket of `pending`.
  void open(PendingConnection& pending) noexcept;
  bool is_open() const noexcept { return socket_.is_open(); }
  // Identifies this connection among all that its loop has ever had, so that a late message for
  // another one is dropped.
  std::uint64_t tag() const noexcept { return tag_; }

  void on_event(const Event& event) noexcept;
  void on_deadline() noexcept;
  // The message of a worker that gives the transaction back was delivered.
  void on_posted_back() noexcept;
  // `pause` is the number that PauseTimer::add() has returned.
  void on_pause_over(std::uint32_t pause) noexcept;
  // Goes on until it has to wait for something. Does nothing while a worker has the transaction.
  void advance() noexcept;
  // The server stops: closes an idle connection, ends an event stream.
  void drain() noexcept;
  // The grace period is over: breaks off what is under way, and closes.
  void abort() noexcept;
  // Begins to answer without the app. Call advance() afterwards.
  void refuse(const Refusal& refusal) noexcept;

  // What an evictor has to know.
  struct Activity {
    enum class Kind { busy, idle, receiving };  // receiving: a part of a request is here
    Kind kind = Kind::busy;
    Tick due = 0;  // its deadline: the smaller, the longer it has been waiting
    ClientKey client = {};
  };
  // Takes the transaction back if a worker has released it, and goes on, which may close the
  // connection. Then returns what the connection is doing.
  Activity refresh() noexcept;
  // Frees the connection slot: closes the connection if it is idle, answers 503 if a part of a
  // request is here. Returns false if a request has just come. REQUIRES: refresh() was not busy.
  bool evict() noexcept;

 private:
  enum class State : std::uint8_t {
    idle,       // between requests
    receiving,  // a part of a request is here, or the PROXY header is still to come
    exchange,   // the app is at work, or the response is being written
    closing,    // the response has left; further input is dropped
  };

  bool is_lent() const noexcept;
  bool step() noexcept;
  bool read_proxy_header() noexcept;
  bool receive() noexcept;
  bool wait_for_request() noexcept;
  bool wait_for_next_request() noexcept;
  bool follow(Transaction::Next next) noexcept;
  bool wait_for_reader() noexcept;
  bool linger() noexcept;
  void set_deadline(std::chrono::milliseconds time) noexcept;
  void close() noexcept;

  Loop& loop_;
  std::uint64_t tag_;
  Client client_;
  std::unique_ptr<Transaction> transaction_;  // null while no part of a request is here
  TransferRate::Clock::time_point linger_ends_{};
  ClientSocket socket_;
  std::uint32_t pause_ = 0;  // the number of the stream's pause; 0: there is none
  State state_ = State::idle;
  bool has_deadline_ = false;     // the deadline of the state is running
  bool was_asked_ = false;        // a whole request has come
  bool has_first_bytes_ = false;  // of the first head, or a blank line
};

}  // namespace carboy::core::server
