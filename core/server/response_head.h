// The head of a response, and how its body is delimited: RFC 9112, section 6.3.
//
// Thread rule: functions may be called from any thread, for different responses at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/message.h"

namespace carboy::core::server {

// What the response depends on besides itself.
struct ResponseContext {
  bool head_request = false;  // the method is HEAD
  int minor_version = 1;      // of the request
  bool keep_alive = true;     // the request and the server both want the connection to stay
  std::string_view server_name = {};
};

struct ResponsePlan {
  enum class Framing : std::uint8_t { none, length, chunked, until_close };
  Framing framing = Framing::none;
  bool send_body = false;  // else the body, or the stream, is not used
  bool keep_alive = true;
  int status = 0;            // of the status line
  std::uint64_t length = 0;  // with Framing::length
};

// Appends status line, fields and the empty line to `out`. Framing and Connection are the server's:
// the app's own Content-Length counts only for an answer to HEAD, a 304, and a stream whose length
// it is; its Connection only when it says close. A status outside 200..599 is answered as a 500.
ResponsePlan write_head(std::string& out, const http::Response& response,
                        const ResponseContext& context);

// "Date: Sun, 06 Nov 1994 08:49:37 GMT" CR LF, made once a second on each thread.
std::string_view date_line() noexcept;

struct ErrorContext {
  std::string_view extra_fields = {};  // whole lines
  bool head_request = false;           // the same without its content (RFC 9110, section 9.3.2)
};

// A whole response made by the server itself, with a sentence as its body; the connection ends.
void write_error(std::string& out, int status, std::string_view text,
                 const ErrorContext& context = {});

}  // namespace carboy::core::server
