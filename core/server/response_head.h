// Writes the head of a response and decides how its body is delimited: RFC 9112, section 6.3.
//
// Thread rule: functions may be called from any thread, for different responses at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/message.h"

namespace carboy::core::server {

// What the head depends on besides the response.
struct ResponseContext {
  bool head_request = false;  // the method is HEAD
  int minor_version = 1;      // of the request
  bool keep_alive = true;     // the request and the server both keep the connection open
  std::string_view server_name = {};
};

struct ResponsePlan {
  enum class Framing : std::uint8_t { none, length, chunked, until_close };
  Framing framing = Framing::none;
  bool send_body = false;  // false: neither the body nor the stream is used
  bool keep_alive = true;
  int status = 0;            // of the status line
  std::uint64_t length = 0;  // with Framing::length
};

// Appends the status line, the fields and the empty line to `out`. The server decides the framing
// and the Connection field. It uses the app's Content-Length only for a response to HEAD, a 304,
// and a stream of that length, and the app's Connection field only if that is "close". A status
// outside 200..599 is written as 500.
ResponsePlan write_head(std::string& out, const http::Response& response,
                        const ResponseContext& context);

// Returns "Date: Sun, 06 Nov 1994 08:49:37 GMT" CR LF, formatted once a second on each thread. It
// is valid until the thread's next call.
std::string_view date_line() noexcept;

struct ErrorContext {
  std::string_view extra_fields = {};  // whole lines
  bool head_request = false;           // omits the body (RFC 9110, section 9.3.2)
};

// Appends a whole response that the server makes itself, with a sentence as its body. It ends the
// connection.
void write_error(std::string& out, int status, std::string_view text,
                 const ErrorContext& context = {});

}  // namespace carboy::core::server
