// Any Range, Content-Range and date: the part of a body is within the body, and text that is
// written is parsed as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/http/date.h"
#include "core/http/range.h"

using carboy::core::http::ContentRange;
using carboy::core::http::http_date;
using carboy::core::http::kMaxRanges;
using carboy::core::http::parse_content_range;
using carboy::core::http::parse_date;
using carboy::core::http::parse_range;
using carboy::core::http::Slice;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  if (const auto range = parse_range(header)) {
    require(!range->ranges.empty() && range->ranges.size() <= kMaxRanges);
    for (const std::int64_t length : {std::int64_t{0}, std::int64_t{100}, INT64_MAX}) {
      if (const auto slice = range->for_length(length)) {
        require(0 <= slice->start && slice->start < slice->stop && slice->stop <= length);
        const auto written = parse_content_range(*range->content_range(length));
        // Numbers above 2^62 are parsed as 2^62.
        if (length == 100) require(written && written->slice->start == slice->start);
      }
    }
  }
  if (const auto content = parse_content_range(header)) {
    require(!content->slice || content->slice->start < content->slice->stop);
    require(parse_content_range(content->text()).has_value());
  }
  if (const auto seconds = parse_date(header)) {
    const auto again = parse_date(http_date(*seconds));
    // A zone may lead out of the years that can be written, and years below 100 are abbreviations.
    if (*seconds >= -59011459200 && *seconds <= 253402300799) require(again == seconds);
  }
  return 0;
}
