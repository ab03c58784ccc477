// Writes the response of a transaction: its head, and a body that is in memory, in a file, or
// produced by a stream while it is sent. It asks a stream for more only when the kernel has taken
// everything so far, so that a slow client costs the memory of one piece.
//
// Thread rule: belongs to the owner of the transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/app/exchange.h"
#include "core/server/connection/output.h"
#include "core/server/connection/transfer_rate.h"
#include "core/server/context.h"
#include "core/server/request_parser.h"
#include "core/server/response_head.h"

namespace carboy::core::server {

class ResponseWriter final : private http::BodySink {
 public:
  // Writes the responses of `exchange`.
  ResponseWriter(const Context& context, app::Exchange& exchange) noexcept;

  // A connection begins; `fd` is its socket.
  void begin(int fd) noexcept;
  // Formats the status line and the fields of the exchange's response, and begins its body.
  void start(const ResponseContext& context);
  // Formats an error response of the server itself, with which the connection ends.
  void start_refusal(const Refusal& refusal, bool head_request);
  void add_continue() { output_.text().append("HTTP/1.1 100 Continue\r\n\r\n"); }

  // Writes what the socket takes, without blocking.
  Output::Flushed flush() noexcept;
  // Does the same when the loop goes on with a response. Breaks off a stream that has to end.
  Output::Flushed resume(bool client_is_gone) noexcept;

  enum class Pumped {
    finished,   // the whole response was written, or it is broken
    waiting,    // for the socket, or for the end of a pause
    turn_over,  // other jobs of the pool come first
  };
  // Writes, waits for the disk, and asks the stream for more. Only a worker may call this.
  Pumped pump() noexcept;
  // Returns the pause that the stream has asked for, and forgets it. 0 means that it has not.
  std::chrono::nanoseconds take_pause() noexcept;

  // Returns the time in which the client has to take more; zero or less if it is too slow.
  std::chrono::milliseconds time_left() noexcept;

  // Gives the response up: nothing more will be written.
  void break_off() noexcept;
  bool is_broken() const noexcept { return is_broken_; }
  // Returns whether the connection must end with a reset, or else the client would take the broken
  // response for a whole one.
  bool needs_reset() const noexcept { return needs_reset_; }
  bool is_stream() const noexcept { return is_stream_; }
  // Returns whether there is no stream, or it has ended.
  bool is_done() const noexcept { return is_done_; }
  bool is_empty() const noexcept { return output_.empty(); }
  bool keeps_alive() const noexcept { return plan_.keep_alive && !is_broken_; }
  // Returns whether only the end of the connection marks the end of the body.
  bool ends_with_connection() const noexcept {
    return plan_.framing == ResponsePlan::Framing::until_close;
  }

  // Returns how much of the response was sent. If a chunked response was broken off, some bytes of
  // the framing may be counted, too.
  app::Sent sent() const noexcept;
  // Gets ready for the next response.
  void next() noexcept;

 private:
  // http::BodySink
  bool write(std::string_view bytes) override;
  bool take_file(int file, std::uint64_t offset, std::uint64_t size) override;
  void pause(std::chrono::nanoseconds delay) override { pause_ = delay; }

  bool must_stop() const noexcept;
  void make_next_piece() noexcept;

  const Context& context_;
  app::Exchange& exchange_;
  Output output_;
  ResponsePlan plan_;
  TransferRate rate_;  // runs while the client takes less than there is
  std::chrono::nanoseconds pause_{0};
  // The position of the body in everything that the output has sent, and the number of its bytes
  // that were queued, without the framing of chunks.
  std::uint64_t body_at_ = 0;
  std::uint64_t body_queued_ = 0;
  int fd_ = -1;
  bool is_stream_ = false;
  bool is_done_ = true;
  bool is_broken_ = false;
  bool needs_reset_ = false;
};

}  // namespace carboy::core::server
