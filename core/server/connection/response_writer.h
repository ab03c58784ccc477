// Writes the responses of a transaction: the head, and a body that is in memory, read from a file,
// or made by a stream while it is sent. A stream is asked for more only when the kernel has taken
// all that it gave, so that a slow client costs one piece of memory.
//
// Thread rule: belongs to whoever owns the transaction.
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

  // A connection begins, whose socket is `fd`.
  void begin(int fd) noexcept;
  // Writes the status line and the fields of the exchange's response to memory, and begins its
  // body.
  void start(const ResponseContext& context);
  // Begins a whole response that the server makes itself; the connection ends with it.
  void start_refusal(const Refusal& refusal, bool head_request);
  void add_continue() { output_.text().append("HTTP/1.1 100 Continue\r\n\r\n"); }

  // Writes what the socket takes, without blocking.
  Output::Flushed flush() noexcept;
  // The same for a loop that goes on with a response: ends a stream that nobody listens to.
  Output::Flushed resume(bool client_is_gone) noexcept;

  enum class Pumped {
    finished,   // everything was written, or the response is broken
    waiting,    // for the socket, or for the end of a pause
    turn_over,  // other jobs of the pool come first
  };
  // Writes, waits for the disk, and asks the stream for more. For a worker.
  Pumped pump() noexcept;
  // The pause that the stream has asked for, once; 0 if it goes on at once.
  std::chrono::nanoseconds take_pause() noexcept;

  // How long the client may still take for the next part. Zero or less: it is too slow.
  std::chrono::milliseconds time_left() noexcept;

  // Nothing can or should be written any more.
  void break_off() noexcept;
  bool is_broken() const noexcept { return is_broken_; }
  // The client could take a broken response for a whole one unless the connection ends with a
  // reset.
  bool needs_reset() const noexcept { return needs_reset_; }
  bool is_stream() const noexcept { return is_stream_; }
  // The stream, if there is one, has given all that it has.
  bool is_done() const noexcept { return is_done_; }
  bool is_empty() const noexcept { return output_.empty(); }
  bool keeps_alive() const noexcept { return plan_.keep_alive && !is_broken_; }
  // Only the end of the connection tells where the body ends.
  bool ends_with_connection() const noexcept {
    return plan_.framing == ResponsePlan::Framing::until_close;
  }

  // What of the response has left. Some bytes of the framing may be counted, too, if a response
  // was cut off in chunks.
  app::Sent sent() const noexcept;
  // Makes it ready for the next response.
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
  // Where the body begins in all that the output has taken, and how much of it was put there,
  // without the framing of chunks.
  std::uint64_t body_at_ = 0;
  std::uint64_t body_queued_ = 0;
  int fd_ = -1;
  bool is_stream_ = false;
  bool is_done_ = true;
  bool is_broken_ = false;
  bool needs_reset_ = false;
};

}  // namespace carboy::core::server
