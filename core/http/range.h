// Parts of a representation: Range, Content-Range (RFC 9110, section 14), as Werkzeug reads them.
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

// From `start` up to but without `stop`; without a stop to the end. A negative start counts from
// the end (and 0 may: "-0" is read as Werkzeug does).
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

  // For bytes and exactly one range that the content satisfies: which bytes. Otherwise nothing: the
  // answer is 416. As in Werkzeug a suffix longer than the content is not satisfiable.
  std::optional<Slice> for_length(std::int64_t length) const noexcept;
  // "bytes 0-499/1000" for that slice.
  std::optional<std::string> content_range(std::int64_t length) const;
};

// More ranges than this are an attack (many small answers to one request), so the header is
// ignored.
inline constexpr std::size_t kMaxRanges = 64;

// Nothing for a header that is malformed, has ranges that overlap or go backwards, or too many of
// them: it is to be ignored. Numbers too large for 62 bits count as 2^62.
std::optional<Range> parse_range(std::string_view header);

struct ContentRange {
  std::string units;
  std::optional<Slice> slice;          // nothing: `*`
  std::optional<std::int64_t> length;  // nothing: `*`

  // "bytes 0-499/1000", "bytes */1000".
  std::string text() const;
};

std::optional<ContentRange> parse_content_range(std::string_view header);

}  // namespace carboy::core::http
