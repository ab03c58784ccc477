#include <algorithm>
#include <cctype>
#include <deque>

#include "core/server/testing/bad_requests.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

namespace server = core::server::testing;

// Returns a name that is valid until the program ends.
const char* name_of(const std::string& what) {
  static std::deque<std::string> names;
  std::string name = "refused_" + what;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); },
      '_');
  return names.emplace_back(std::move(name)).c_str();
}

void append(std::vector<WireCase>& to, std::vector<WireCase> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void append_refused(std::vector<WireCase>& to, const char* section,
                    const std::vector<server::BadRequest>& refused) {
  for (const server::BadRequest& bad : refused) {
    to.push_back({name_of(bad.what),
                  section,
                  bad.bytes,
                  {{bad.status, {"Connection: close\r\n"}}},
                  After::closes,
                  bad.fatal});
  }
}

}  // namespace

std::vector<WireCase> all_cases() {
  std::vector<WireCase> cases = message_cases();
  append(cases, semantic_cases());
  append(cases, conditional_cases());
  append_refused(cases, "9112-6", server::bad_framing());
  append_refused(cases, "9112-7.1", server::bad_chunks());
  append_refused(cases, "9112-2", server::bad_heads());
  return cases;
}

}  // namespace carboy::http_test
