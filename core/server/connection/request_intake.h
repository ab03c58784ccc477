// Receives the request of a transaction: reads it from the socket, limits how slowly its body may
// come, and counts a large body as one of the client's uploads.
//
// Thread rule: belongs to the owner of the transaction.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/server/client_key.h"
#include "core/server/connection/client_socket.h"
#include "core/server/connection/transfer_rate.h"
#include "core/server/context.h"
#include "core/server/request_reader.h"

namespace carboy::core::server {

class RequestIntake {
 public:
  enum class Status {
    complete,          // reader() has the request
    failed,            // reader().refusal() tells why
    too_many_uploads,  // the client sends as many large bodies as it may
    store,             // store_piece() has to be called on a worker before receive() goes on
    wants_continue,    // the client waits for a "100 Continue"; receive() goes on
    need_more,         // the socket is empty or at its end
    had_turn,          // there is more to read, after the other connections
  };
  using Clock = TransferRate::Clock;

  explicit RequestIntake(Context& context);

  // Sets the client that the uploads are counted for.
  void set_client(const ClientKey& client) noexcept { client_ = client; }
  // Reads and parses until there is something to do.
  Status receive(ClientSocket& socket) noexcept;
  const RequestReader& reader() const noexcept { return reader_; }
  // Returns whether the method is HEAD, as far as the request was received.
  bool asks_for_head() const noexcept { return reader_.head().method == "HEAD"; }
  // When the first byte had arrived, if the server measures times.
  Clock::time_point begun() const noexcept { return begun_; }

  // Returns the time in which the client has to send more of the body; zero or less if it is too
  // slow.
  std::chrono::milliseconds body_time_left() noexcept;
  // The time from start_storing() to end_storing() does not count against the client.
  void start_storing() noexcept;
  void end_storing() noexcept;
  // Writes a part of a large body to the disk; blocks. If it fails, receive() does, too.
  void store_piece() noexcept;

  // Forgets the request; pipelined input stays for the next one.
  void next() noexcept;
  // Forgets all input, and keeps little memory. Frees the file of a large body on a worker, since
  // that may take long.
  void reset(WorkerPool::Lane lane) noexcept;
  void free_file(WorkerPool::Lane lane) noexcept;

 private:
  bool take_upload() noexcept;
  void release_upload() noexcept;
  void begin_body() noexcept;
  void forget_request() noexcept;

  Context& context_;
  RequestReader reader_;
  ClientKey client_;
  Clock::time_point begun_{};
  TransferRate body_rate_;
  Clock::time_point storing_since_{};
  bool has_upload_ = false;  // the connection tracker counts the body
  bool is_storing_ = false;
};

}  // namespace carboy::core::server
