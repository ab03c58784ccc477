// A request's head as the server read it, and a response as the server will write it.
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

// RFC 9112, section 3. Everything is borrowed from the connection's input and lives until the
// response is finished.
struct RequestHead {
  std::string_view method;
  std::string_view target;        // as sent
  int minor_version = 1;          // of HTTP/1
  std::span<const Field> fields;  // in order, repetitions kept
};

// Where a streamed body goes. Functions may be called inside BodyStream::next() only.
class BodySink {
 public:
  // Queues bytes (copied). False when the client has gone or the stream was cancelled: stop.
  virtual bool write(std::string_view bytes) = 0;
  // Queues a part of a file, which has to stay open until next() is called again, or the stream's
  // end. False, and nothing happened: this sink takes bytes only.
  virtual bool take_file([[maybe_unused]] int file, [[maybe_unused]] std::uint64_t offset,
                         [[maybe_unused]] std::uint64_t size) {
    return false;
  }
  // Asks not to be called again before `delay` has passed.
  virtual void pause(std::chrono::nanoseconds delay) = 0;

 protected:
  ~BodySink() = default;
};

// A body that is made while it is sent. next() is called on a worker thread, again and again while
// the client takes what it wrote, so memory stays bounded; never by two threads at once.
class BodyStream {
 public:
  enum class State { more, done, failed };
  virtual ~BodyStream() = default;
  virtual State next(BodySink& sink) noexcept = 0;
  // Server-sent events end at once when their extension is swapped; other streams get time.
  virtual bool is_event_stream() const noexcept { return false; }
};

// Bytes that somebody else owns until `release(owner)` is called.
struct ForeignBytes {
  std::string_view bytes;
  void (*release)(void* owner) noexcept = nullptr;
  void* owner = nullptr;
};

// A response's content: owned text, adopted bytes, or a stream. Cleared, it keeps its capacity.
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

  // Empty for a stream.
  std::string_view bytes() const noexcept { return foreign_.owner ? foreign_.bytes : text_; }
  BodyStream* stream() const noexcept { return stream_.get(); }
  // The stream, which is the caller's from now on; null when there is none.
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

  // The reason phrase in the place of the registered one, as long as the status is this one. False,
  // and nothing changed, for a text that may not be written (RFC 9112, section 4).
  [[nodiscard]] bool set_reason(std::string_view text);
  // What stands behind the status in the status line.
  std::string_view reason() const noexcept;

  void clear() noexcept;

 private:
  int reason_status_ = 0;
  std::string reason_;
};

// RFC 9110, section 15: the reason phrase, "Unknown" for an unregistered code.
std::string_view reason_phrase(int status) noexcept;

}  // namespace carboy::core::http
