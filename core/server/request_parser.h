// Reads the head of a request, strictly: RFC 9112, sections 2 to 6. Boost.Beast's parser judges
// whole lines; Host, the forms of a target, the framing and Expect are judged here, each with its
// line. A line that has not ended is judged byte by byte. So whatever no further bytes can make
// valid is rejected when it is read.
//
// Thread rule: not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/inline_any.h"
#include "core/http/message.h"
#include "core/server/byte_buffer.h"
#include "core/server/chunk_decoder.h"
#include "core/server/head_line.h"
#include "core/server/server_options.h"

namespace carboy::core::server {

class RequestParser {
 public:
  enum class Step { need_more, done, failed };
  enum class BodyKind { none, length, chunked };

  explicit RequestParser(const Limits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Forgets everything; the next byte is the first of a request.
  void begin();

  // Reads on in a head. `bytes` are those that no earlier call has consumed; sets `consumed` to the
  // number of them that this call has. Consumed bytes must stay where they are while head() is
  // used, or be announced with moved(). Changes bytes of the request line when the target is a URL.
  // REQUIRES: bytes[size] may be written to as well; it keeps its value.
  Step parse_head(char* bytes, std::size_t size, std::size_t& consumed);
  // Reads on in a chunked body, and appends its data to `body`. Trailer fields are dropped.
  Step parse_chunks(std::string_view bytes, std::size_t& consumed, ByteBuffer& body);
  // The head's bytes, `size` of them at address `from`, are at `to` now.
  void moved(std::uintptr_t from, std::size_t size, const char* to) noexcept;

  // REQUIRES of these five: parse_head() has returned done.
  const http::RequestHead& head() const noexcept { return head_; }
  BodyKind body_kind() const noexcept { return body_kind_; }
  std::uint64_t body_length() const noexcept { return body_length_; }
  bool keep_alive() const noexcept { return keep_alive_; }
  bool expects_continue() const noexcept { return expects_continue_; }
  // Returns why a step has failed.
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  class Grammar;  // derived from Beast's parser
  Grammar& grammar() noexcept;

  bool refuse(int status, std::string_view text) noexcept;
  Step refuse_for(int beast_error, std::string_view line) noexcept;
  Step too_long(std::string_view line) noexcept;
  Step parse_lines(char* bytes, std::size_t size, std::size_t& consumed);
  bool check_unfinished_line(std::string_view line) noexcept;
  Step finish_head();

  bool take_request_line(std::string_view method, std::string_view target, int minor_version);
  bool take_absolute_form();
  bool take_host(std::string_view value);
  bool take_length(std::string_view value);
  bool take_coding(std::string_view value);
  bool refuse_coding(std::string_view coding);
  bool take_expectation(std::string_view value);

  const Limits& limits_;
  base::InlineAny<96> grammar_;
  http::RequestHead head_;
  std::vector<http::Field> fields_;
  std::size_t head_bytes_ = 0;  // consumed
  BodyKind body_kind_ = BodyKind::none;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  bool line_done_ = false;  // the request line
  bool has_coding_ = false;
  bool has_length_ = false;
  std::uint64_t body_length_ = 0;
  std::size_t host_ = 0;        // index into fields_ plus one; zero without a Host field
  std::string_view authority_;  // of a target that is a URL
  // Of a line that has not ended: how much of it was judged, and the state of that.
  std::size_t judged_ = 0;
  RequestLine request_line_;
  FieldLines field_lines_;
  ChunkDecoder chunks_;
  Refusal refusal_;
};

}  // namespace carboy::core::server
