// Reads requests from the bytes of one connection, however they are split.
//
// Thread rule: not thread-safe; a reader belongs to the owner of its connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/http/request_body.h"
#include "core/server/body_store.h"
#include "core/server/byte_buffer.h"
#include "core/server/request_parser.h"

namespace carboy::core::server {

class RequestReader {
 public:
  enum class Status {
    need_more,       // put bytes into room()
    wants_continue,  // returned once: the client waits for a 100 before it sends the body
    store,           // call store_piece() before parse() can go on
    complete,        // head() and body() are valid until next()
    failed,          // see refusal(); no later bytes can be read
  };

  explicit RequestReader(const Limits& limits);

  // Returns where to put the next bytes. Empty if no more fit before the current request is
  // answered.
  std::span<char> room();
  // Takes the first `count` bytes of room(), which the caller has filled.
  void received(std::size_t count) noexcept;
  // Parses the bytes received so far. A result of complete or failed stays until next().
  Status parse();
  // Writes a part of a large body to the disk; blocks. Returns 0 or an errno, and parse() fails
  // then.
  int store_piece() noexcept;
  // Forgets the request. Bytes received after it stay for the next one.
  void next() noexcept;

  const http::RequestHead& head() const noexcept { return parser_.head(); }
  const http::RequestBody& body() const noexcept { return body_; }
  bool keep_alive() const noexcept { return parser_.keep_alive(); }
  const Refusal& refusal() const noexcept {
    return refusal_.status != 0 ? refusal_ : parser_.refusal();
  }

  // Returns the request line as far as it was received, at most 1000 bytes of it.
  std::string_view line() const noexcept;
  // Returns whether no byte of a request has been received.
  bool empty() const noexcept { return phase_ == Phase::start && start_ == in_.size(); }
  // Returns whether bytes were received after the request. REQUIRES: the request is complete.
  bool has_more() const noexcept { return start_ != in_.size(); }
  // Returns whether the head is complete and the body is not.
  bool in_body() const noexcept { return phase_ == Phase::body; }
  // Returns the bytes received of the body since its head was complete, before decoding.
  std::uint64_t body_received() const noexcept { return body_received_; }
  // Releases the file of a large body, or null. Destroying it may block.
  std::shared_ptr<const http::SpilledBytes> take_file() noexcept { return store_.take_file(); }
  // Forgets everything, and frees the memory that an unusual request needed.
  void reset() noexcept;

 private:
  enum class Phase { start, head, body, complete, failed };
  enum class Place { in_buffer, own, chunks };

  Status parse_head();
  Status start_body();
  Status parse_body();
  Status end_body() noexcept;
  Status complete(const http::RequestBody& body) noexcept;
  void skip_empty_lines() noexcept;
  void make_room();
  void keep_for_head(std::size_t capacity);

  const Limits& limits_;
  RequestParser parser_;
  Phase phase_ = Phase::start;
  Place place_ = Place::in_buffer;
  ByteBuffer in_;  // [head_start_, head_end_) is the head of the current request
  std::size_t head_start_ = 0;
  std::size_t start_ = 0;  // the first byte that is not parsed yet
  std::size_t head_end_ = 0;
  BodyStore store_;  // a body that is not in in_
  bool body_is_here_ = false;
  std::uint64_t body_received_ = 0;
  http::RequestBody body_;
  Refusal refusal_;  // a failure of the reader itself, not of parser_
};

}  // namespace carboy::core::server
