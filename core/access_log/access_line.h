// Formats one line of the access log.
//
// Thread rule: plain functions, from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::access_log {

enum class AccessFormat {
  common,    // host ident user [time] "request" status bytes, as Apache's "common"
  combined,  // ... "referer" "user agent", as nginx's "combined"
  json,      // an object a line
};

// One request for the log. Texts are borrowed and may hold any bytes of the client; an empty text
// means absent.
struct AccessEntry {
  std::chrono::system_clock::time_point time{};  // end of the response
  std::string_view client;                       // an address, perhaps reported by a trusted proxy
  std::string_view peer;                         // address of the connection's other end
  std::string user;                              // name from HTTP Basic, not verified
  std::string_view line;  // request line that is not valid, instead of the next three
  std::string_view method;
  std::string_view target;
  std::string_view protocol;
  int status = 0;
  std::uint64_t body_bytes = 0;     // of the response, as sent
  std::uint64_t request_bytes = 0;  // of the request body
  std::optional<std::chrono::nanoseconds> took;
  std::string_view request_id;
  std::string_view referer;
  std::string_view user_agent;
  std::string_view host;
  std::string_view endpoint;
  std::string_view extension;
  std::string_view reason;  // why the server itself rejected it
  bool is_complete = true;  // the client received the whole response
};

// Appends one line with its line feed. The client cannot end it, forge a part of it, or control a
// terminal through it: bytes below 0x20 and above 0x7e, `"` and `\` are written as \xHH, as in
// nginx. In JSON, control characters are written as \u00HH (RFC 8259, section 7), and bytes that
// are not UTF-8 as U+FFFD. An absent text is `-`, in JSON null. Times are local, in JSON UTC (RFC
// 3339).
void append_access_line(std::string& out, const AccessEntry& entry, AccessFormat format);

}  // namespace carboy::core::access_log
