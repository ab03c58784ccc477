#include "seeds.h"

#include <algorithm>
#include <string_view>

#include "garbage.h"
#include "wire_case.h"

namespace carboy::http_test {
namespace {

// The targets `connection` and `request` have limits of at most 1024 bytes.
constexpr std::size_t kLongestRun = 1200;
constexpr std::size_t kLongest = 3000;

// Returns at most kLongest characters of `bytes`, and at most kLongestRun equal ones in a row.
std::string shortened(std::string_view bytes) {
  std::string text;
  std::size_t run = 0;
  for (const char c : bytes) {
    run = !text.empty() && text.back() == c ? run + 1 : 1;
    if (run <= kLongestRun && text.size() < kLongest) text += c;
  }
  return text;
}

const char* const kFields[] = {"Cookie", "Accept",          "Range",         "Content-Type",
                               "Date",   "Authorization",   "If-None-Match", "If-Modified-Since",
                               "Via",    "X-Forwarded-For", "Connection",    "Expect"};

// Returns one request for each field, one after another.
std::string in_fields(const std::string& value) {
  std::string requests;
  for (const char* field : kFields) {
    requests += "GET /w HTTP/1.1\r\nHost: h\r\n" + std::string(field) + ": " + value + "\r\n\r\n";
  }
  return requests;
}

}  // namespace

std::vector<Seed> all_seeds() {
  std::vector<Seed> seeds;
  // The first byte determines how a target splits the rest. `connection` has the same corpus.
  const auto add_request = [&](const std::string& name, const std::string& bytes) {
    seeds.push_back({"request", name, '\0' + shortened(bytes)});
  };
  for (const WireCase& wire : all_cases()) add_request(wire.name, wire.bytes);
  int number = 0;
  for (const std::string& text : garbage()) {
    const std::string name = "garbage_" + std::to_string(++number);
    add_request(name, in_fields(shortened(text)));
    for (const char* target :
         {"cookies", "accept", "range", "date", "authorization", "option_header"}) {
      seeds.push_back({target, name, shortened(text)});
    }
  }
  return seeds;
}

}  // namespace carboy::http_test
