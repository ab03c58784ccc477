// Any date: each of RFC 9110's three forms of it is parsed as the same date.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "core/http/date.h"

using carboy::core::http::http_date;
using carboy::core::http::parse_date;

namespace {

constexpr std::int64_t kYear100 = -59011459200;
constexpr std::int64_t kYear10000 = 253402300800;

void require(bool holds) {
  if (!holds) std::abort();
}

// Converts "Sun, 06 Nov 1994 08:49:37 GMT" to "Sun Nov  6 08:49:37 1994".
std::string as_asctime(const std::string& date) {
  const std::string day = date[5] == '0' ? " " + date.substr(6, 1) : date.substr(5, 2);
  return date.substr(0, 3) + " " + date.substr(8, 3) + " " + day + " " + date.substr(17, 8) + " " +
         date.substr(12, 4);
}

void write_and_read(std::int64_t seconds) {
  const std::string date = http_date(seconds);
  require(date.size() == std::strlen("Sun, 06 Nov 1994 08:49:37 GMT") && date.ends_with(" GMT"));
  // Years below 100 are abbreviations, and a zone may lead out of the years that can be written.
  if (seconds < kYear100 || seconds >= kYear10000) return;
  require(parse_date(date) == seconds);
  require(parse_date(as_asctime(date)) == seconds);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto seconds = parse_date(text)) write_and_read(*seconds);
  std::int64_t number = 0;
  text.copy(reinterpret_cast<char*>(&number), sizeof number);
  write_and_read(number);
  return 0;
}
