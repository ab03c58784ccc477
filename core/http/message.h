// A request's head, as the server has read it, and a response, as the server will write it.
//
// Thread rule: not thread-safe; a message belongs to one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/http/fields.h"

namespace carboy::core::http {

// The head of a request (RFC 9112, section 3). It borrows from the connection's input, and is valid
// until the response is finished.
struct RequestHead {
  std::string_view method;
  std::string_view target;        // as sent
  int minor_version = 1;          // of HTTP/1
  std::span<const Field> fields;  // in order, with repetitions
};

// Receives a streamed body. Its functions may be called inside BodyStream::next() only.
class BodySink {
 public:
  // Copies bytes into the queue. Returns false if the client has gone or the stream was cancelled;
  // the stream should stop then.
  virtual bool write(std::string_view bytes) = 0;
  // Queues a part of a file, which must stay open until next() is called again or the stream ends.
  // Returns false, and does nothing, if this sink accepts bytes only.
  virtual bool take_file([[maybe_unused]] int file, [[maybe_unused]] std::uint64_t offset,
                         [[maybe_unused]] std::uint64_t size) {
    return false;
  }
  // Delays the next call of next() by at least `delay`.
  virtual void pause(std::chrono::nanoseconds delay) = 0;

 protected:
  ~BodySink() = default;
};

// A body that is produced while it is sent. The server calls next() on worker threads, never on two
// at once, and only as fast as the client reads, so that memory stays bounded.
class BodyStream {
 public:
  enum class State { more, done, failed };
  virtual ~BodyStream() = default;
  virtual State next(BodySink& sink) noexcept = 0;
  // Returns whether this is a stream of server-sent events. A swap ends those at once, and gives
  // other streams time.
  virtual bool is_event_stream() const noexcept { return false; }
};

// Bytes of another owner, valid until `release(owner)` is called.
struct ForeignBytes {
  std::string_view bytes;
  void (*release)(void* owner) noexcept = nullptr;
  void* owner = nullptr;
};

// The body of a response: owned text, foreign bytes, or a stream. Keeps its capacity when cleared.
class Body {
 public:
  Body() = default;
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() { clear(); }

  void assign(std::string_view text);
  void append(std::string_view text);
  void adopt(const ForeignBytes& bytes);
  void stream(std::unique_ptr<BodyStream> source);
  void clear() noexcept;

  // Returns the bytes; none for a stream.
  std::string_view bytes() const noexcept { return foreign_.owner ? foreign_.bytes : text_; }
  BodyStream* stream() const noexcept { return stream_.get(); }
  // Releases the stream to the caller; returns null if there is no stream.
  std::unique_ptr<BodyStream> take_stream() noexcept { return std::move(stream_); }

 private:
  std::string text_;
  ForeignBytes foreign_;
  std::unique_ptr<BodyStream> stream_;
};

struct Response {
  int status = 200;
  FieldBlock fields;
  Body body;

  // Replaces the registered reason phrase while the status is the current one. Returns false, and
  // changes nothing, if the text is not allowed (RFC 9112, section 4).
  [[nodiscard]] bool set_reason(std::string_view text);
  // Returns the reason phrase for the status line.
  std::string_view reason() const noexcept;

  void clear() noexcept;

 private:
  int reason_status_ = 0;
  std::string reason_;
};

// Returns the registered reason phrase (RFC 9110, section 15), or "Unknown".
std::string_view reason_phrase(int status) noexcept;

}  // namespace carboy::core::http
