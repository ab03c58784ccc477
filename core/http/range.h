// Parts of a representation: Range and Content-Range (RFC 9110, section 14), parsed like Werkzeug.
//
// Thread rule: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::http {

// The bytes from `start` up to, but not including, `stop`, or up to the end. A negative start
// counts from the end.
struct ByteRange {
  std::int64_t start = 0;
  std::optional<std::int64_t> stop;
};

struct Slice {
  std::int64_t start = 0, stop = 0;
};

struct Range {
  std::string units;  // in lower case; only "bytes" has a meaning
  std::vector<ByteRange> ranges;

  // Returns the bytes to send of a representation of `length` bytes. Returns nothing, for which the
  // answer is 416, unless the unit is bytes and there is exactly one range that can be satisfied.
  // As in Werkzeug, a suffix longer than the representation cannot be satisfied.
  std::optional<Slice> for_length(std::int64_t length) const noexcept;
  // Returns the Content-Range for that slice: "bytes 0-499/1000".
  std::optional<std::string> content_range(std::int64_t length) const;
};

// A header with more ranges is ignored, since it is an attack: each range costs the server an
// answer.
inline constexpr std::size_t kMaxRanges = 64;

// Parses a Range header. Returns nothing for a header to ignore: one that is malformed, whose
// ranges overlap or go backwards, or that has too many. Numbers above 2^62 count as 2^62.
std::optional<Range> parse_range(std::string_view header);

struct ContentRange {
  std::string units;
  std::optional<Slice> slice;          // absent for `*`
  std::optional<std::int64_t> length;  // absent for `*`

  // Writes the header's value: "bytes 0-499/1000", "bytes */1000".
  std::string text() const;
};

std::optional<ContentRange> parse_content_range(std::string_view header);

}  // namespace carboy::core::http
