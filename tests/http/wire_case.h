// A case of the table: what a client sends, and what it must get, however the bytes are split.
//
// Thread rule: plain functions.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace carboy::http_test {

struct Expected {
  int status;
  std::vector<std::string> has = {};         // each is in the head or the body
  std::vector<std::string> head_lacks = {};  // none is in the head
  std::vector<std::string> body_lacks = {};  // none is in the body; a head has random text, too
  bool to_head = false;                      // the answer to a HEAD
};

enum class After {
  keeps,   // the connection takes another request
  closes,  // the server closes it after the last answer
};

struct WireCase {
  const char* name;     // unique; docs/http-conformance.md calls the case by it
  const char* section;  // of the RFC that requires it: "9112-6.3"
  std::string bytes;
  std::vector<Expected> answers;  // all that come, in order
  After after = After::keeps;
  // For a rejected request: the last bytes of its shortest prefix that no further bytes can make
  // valid, so that the server must not wait for more. Empty if there is no such text.
  std::string fatal = {};
};

// Prints a case in the message of a failing test.
inline void PrintTo(const WireCase& wire, std::ostream* out) { *out << wire.section; }

// Lines, targets, fields, bodies, connections: RFC 9112.
std::vector<WireCase> message_cases();
// Methods, statuses, fields of responses: RFC 9110, sections 5 to 12 and 15.
std::vector<WireCase> semantic_cases();
// Conditions and ranges: RFC 9110, sections 13 and 14.
std::vector<WireCase> conditional_cases();
// All of these, and the malformed requests of core/server/testing/bad_requests.h.
std::vector<WireCase> all_cases();

}  // namespace carboy::http_test
