// Makes requests of the bytes of one connection, however they are split.
//
// Thread rule: not thread-safe; it belongs to whoever owns the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/server/byte_buffer.h"
#include "core/server/request_parser.h"

namespace carboy::core::server {

class RequestReader {
 public:
  enum class Status {
    need_more,       // put bytes into room()
    wants_continue,  // said once: the client waits for a 100 before it sends the body
    complete,        // head() and body() are valid until next()
    failed,          // see refusal(); nothing behind it can be read
  };

  explicit RequestReader(const Limits& limits);

  // Where the next bytes belong. Empty when no more fit while a request is under way.
  std::span<char> room();
  // So many bytes were put at the beginning of room().
  void received(std::size_t count) noexcept;
  // Goes on with what has been received. Once complete or failed it stays so until next().
  Status parse();
  // Forgets the request; what was received behind it stays for the next one.
  void next() noexcept;

  const http::RequestHead& head() const noexcept { return parser_.head(); }
  std::string_view body() const noexcept { return body_; }
  bool keep_alive() const noexcept { return parser_.keep_alive(); }
  const Refusal& refusal() const noexcept { return parser_.refusal(); }

  // No byte of a request is here.
  bool empty() const noexcept { return phase_ == Phase::start && start_ == in_.size(); }
  // The head is complete, its body is not.
  bool in_body() const noexcept { return phase_ == Phase::body; }
  // Forgets everything and gives back what was needed for an unusual request.
  void reset() noexcept;

 private:
  enum class Phase { start, head, body, complete, failed };
  enum class Place { in_buffer, own, chunks };

  Status parse_head();
  Status start_body();
  Status parse_body();
  Status complete(std::string_view body) noexcept;
  Status fail() noexcept;
  void skip_empty_lines() noexcept;
  void make_room();
  void keep_for_head(std::size_t capacity);
  std::span<char> body_room();

  const Limits& limits_;
  RequestParser parser_;
  Phase phase_ = Phase::start;
  Place place_ = Place::in_buffer;
  ByteBuffer in_;  // [head_start_, head_end_) is the request under way
  std::size_t head_start_ = 0;
  std::size_t start_ = 0;  // first byte that was not parsed
  std::size_t head_end_ = 0;
  ByteBuffer own_body_;  // a body that does not lie in in_
  std::string_view body_;
};

}  // namespace carboy::core::server
