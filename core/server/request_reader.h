// Makes requests of the bytes of one connection, however they are split.
//
// Thread rule: not thread-safe; it belongs to whoever owns the connection.
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
    wants_continue,  // said once: the client waits for a 100 before it sends the body
    store,           // store_piece() has to be called before parse() goes on
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
  // Writes a part of a large body to the disk; blocks. 0 or an errno: then parse() fails.
  int store_piece() noexcept;
  // Forgets the request; what was received behind it stays for the next one.
  void next() noexcept;

  const http::RequestHead& head() const noexcept { return parser_.head(); }
  const http::RequestBody& body() const noexcept { return body_; }
  bool keep_alive() const noexcept { return parser_.keep_alive(); }
  const Refusal& refusal() const noexcept {
    return refusal_.status != 0 ? refusal_ : parser_.refusal();
  }

  // The request line as far as it was received, at most a kilobyte of it.
  std::string_view line() const noexcept;
  // No byte of a request is here.
  bool empty() const noexcept { return phase_ == Phase::start && start_ == in_.size(); }
  // Something was received behind the request. REQUIRES: it is complete.
  bool has_more() const noexcept { return start_ != in_.size(); }
  // The head is complete, its body is not.
  bool in_body() const noexcept { return phase_ == Phase::body; }
  // Of the body, as it came; 0 outside of one that came in pieces.
  std::uint64_t body_received() const noexcept { return body_received_; }
  // The file of a large body, to be let go where blocking is allowed; null when there is none.
  std::shared_ptr<const http::SpilledBytes> take_file() noexcept { return store_.take_file(); }
  // Forgets everything and gives back what was needed for an unusual request.
  void reset() noexcept;

 private:
  enum class Phase { start, head, body, complete, failed };
  enum class Place { in_buffer, own, chunks };

  Status parse_head();
  Status start_body();
  Status parse_body();
  Status end_body() noexcept;
  Status complete(const http::RequestBody& body) noexcept;
  Status fail() noexcept;
  void skip_empty_lines() noexcept;
  void make_room();
  void keep_for_head(std::size_t capacity);

  const Limits& limits_;
  RequestParser parser_;
  Phase phase_ = Phase::start;
  Place place_ = Place::in_buffer;
  ByteBuffer in_;  // [head_start_, head_end_) is the request under way
  std::size_t head_start_ = 0;
  std::size_t start_ = 0;  // first byte that was not parsed
  std::size_t head_end_ = 0;
  BodyStore store_;  // a body that does not lie in in_
  bool body_is_here_ = false;
  std::uint64_t body_received_ = 0;
  http::RequestBody body_;
  Refusal refusal_;  // what parser_ does not refuse
};

}  // namespace carboy::core::server
