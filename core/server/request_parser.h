// The grammar of a request: RFC 9112, sections 2 to 7. Boost.Beast's parser reads it; what Beast
// leaves open (Host, the forms of a target, Expect, line folding) is decided here, strictly.
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
#include "core/server/server_options.h"

namespace carboy::core::server {

// Why a request was not accepted: a status, and a sentence for whoever wrote the client.
struct Refusal {
  int status = 0;
  std::string_view text;  // a literal
};

class RequestParser {
 public:
  enum class Step { need_more, done, failed };
  enum class BodyKind { none, length, chunked };

  explicit RequestParser(const Limits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Forgets everything; the next byte is the first of a request.
  void begin();

  // Reads on in a head. `bytes` are those not consumed so far; `consumed` says how many of them are
  // done with. What was consumed must stay where it is while head() is used, or be announced with
  // moved(). May rewrite bytes of the request line (absolute-form).
  Step parse_head(char* bytes, std::size_t size, std::size_t& consumed);
  // The same for a chunked body and its trailer fields, which are checked and dropped.
  Step parse_chunks(const char* bytes, std::size_t size, std::size_t& consumed, ByteBuffer& body);
  // The head's bytes, `size` of them at address `from`, are at `to` now.
  void moved(std::uintptr_t from, std::size_t size, const char* to) noexcept;

  // After parse_head() gave done.
  const http::RequestHead& head() const noexcept { return head_; }
  BodyKind body_kind() const noexcept { return body_kind_; }
  std::uint64_t body_length() const noexcept { return body_length_; }
  bool keep_alive() const noexcept { return keep_alive_; }
  bool expects_continue() const noexcept { return expects_continue_; }
  // After failed.
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  class Grammar;  // derived from Beast's parser
  Grammar& grammar() noexcept;

  bool refuse(int status, std::string_view text) noexcept;
  Step refuse_for(int beast_error, std::string_view line) noexcept;
  Step too_long(std::string_view pending) noexcept;
  Step finish_head();
  bool check_target();
  bool check_absolute_form();
  bool check_host();
  bool check_framing();
  bool refuse_coding(std::string_view coding);
  bool check_expectation();

  const Limits& limits_;
  base::InlineAny<192> grammar_;
  http::RequestHead head_;
  std::vector<http::Field> fields_;
  std::size_t head_bytes_ = 0;
  BodyKind body_kind_ = BodyKind::none;
  std::uint64_t body_length_ = 0;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  bool line_done_ = false;
  // Indices into fields_ plus one; zero: there is none.
  std::size_t host_ = 0, length_ = 0, coding_ = 0, expect_ = 0;
  Refusal refusal_;
};

}  // namespace carboy::core::server
