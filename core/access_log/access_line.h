// A line of the access log: what was asked, by whom, and what became of it.
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

// Texts are the client's bytes, borrowed; an empty one is absent.
struct AccessEntry {
  std::chrono::system_clock::time_point time{};  // when the answer was over
  std::string_view client;                       // an address, as a trusted proxy says
  std::string_view peer;                         // ... of the connection's other end
  std::string user;                              // of HTTP Basic, not checked by anybody
  std::string_view line;                         // in the place of the next three, when it is none
  std::string_view method;
  std::string_view target;
  std::string_view protocol;
  int status = 0;
  std::uint64_t body_bytes = 0;     // of the answer, that have left
  std::uint64_t request_bytes = 0;  // of the request's body
  std::optional<std::chrono::nanoseconds> took;
  std::string_view request_id;
  std::string_view referer;
  std::string_view user_agent;
  std::string_view host;
  std::string_view endpoint;
  std::string_view extension;
  std::string_view reason;  // why the server itself refused it
  bool is_complete = true;  // the client was there until the end
};

// Appends one line with its line feed. Nothing of the client's can end it, look like another part
// of it, or command a terminal: as nginx, bytes below 0x20, above 0x7e, `"` and `\` are written as
// \xHH; in JSON, control characters as \u00HH (RFC 8259, section 7), and U+FFFD for what is no
// UTF-8. An absent text is `-`, in JSON null. Times are local, in JSON UTC (RFC 3339).
void append_access_line(std::string& out, const AccessEntry& entry, AccessFormat format);

}  // namespace carboy::core::access_log
