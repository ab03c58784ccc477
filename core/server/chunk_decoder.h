// Decodes a body of chunks and checks its trailer fields, which are dropped: RFC 9112, section 7.1.
// It judges each byte when it comes. Boost.Beast's parser cannot do so: it waits for five bytes,
// and for the end of the trailer section.
//
// Thread rule: not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/server/byte_buffer.h"
#include "core/server/head_line.h"

namespace carboy::core::server {

class ChunkDecoder {
 public:
  enum class Step { need_more, done, failed };

  // `max_body` is the most bytes that all chunks together may have.
  explicit ChunkDecoder(std::uint64_t max_body) noexcept : left_(max_body) {}

  // Appends the data in `bytes` to `body`. Sets `consumed` to the number of bytes that belong to
  // the body: all of them, unless the result is done. Once failed, refusal() has the reason.
  Step decode(std::string_view bytes, std::size_t& consumed, ByteBuffer& body);

  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  enum class State : std::uint8_t {
    first_digit,
    digits,
    before_semicolon,  // after a blank, or a complete extension
    before_name,
    name,
    after_name,
    before_value,
    value,
    quoted,
    escaped,  // after a backslash in a quoted value
    after_quoted,
    line_feed,
    data,
    data_cr,
    data_lf,
    trailers,
    done,
  };

  bool take(char c) noexcept;
  bool take_first_digit(char c) noexcept;
  bool take_digit(char c) noexcept;
  bool end_size() noexcept;
  bool take_extension(char c) noexcept;
  bool take_value(char c) noexcept;
  bool after_item(char c) noexcept;
  bool end_line(char c) noexcept;
  bool take_trailer(char c) noexcept;
  bool go(State state) noexcept;
  bool malformed() noexcept;
  bool refuse(int status, std::string_view text) noexcept;

  State state_ = State::first_digit;
  std::uint64_t left_;               // of max_body
  std::uint64_t chunk_ = 0;          // the chunk's size; then what of it is to come
  std::uint64_t chunks_ = 0;         // so far, the last one too
  std::uint64_t data_bytes_ = 0;     // in all chunks
  std::uint64_t framing_bytes_ = 0;  // around them
  std::size_t line_bytes_ = 0;       // of the chunk's line; of the last one, with all trailers
  FieldLines trailers_;
  Refusal refusal_;
};

}  // namespace carboy::core::server
