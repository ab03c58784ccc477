#include "core/http/range.h"

#include <algorithm>

#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

constexpr std::int64_t kGreatest = std::int64_t{1} << 62;

// Parses `-?digits` with blanks around it. Saturates.
std::optional<std::int64_t> plain_number(std::string_view text) noexcept {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = std::min((value > kGreatest / 10 ? kGreatest : value * 10 + (c - '0')), kGreatest);
  }
  return negative ? -value : value;
}

// REQUIRES: start < stop.
bool fits(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> length) noexcept {
  return start >= 0 && start < stop && (!length || start < *length);
}

// Parses one `first-last`, `first-` or `-size`. `end` is where the preceding range ended; -1 means
// at the end, and then no range may follow.
std::optional<ByteRange> one_range(std::string_view item, std::int64_t& end) noexcept {
  const std::size_t dash = item.find('-');
  if (dash == std::string_view::npos || end < 0) return std::nullopt;
  const std::optional<std::int64_t> start = plain_number(dash == 0 ? item : item.substr(0, dash));
  if (!start) return std::nullopt;
  const std::string_view last = trimmed(item.substr(dash + 1));
  if (dash == 0) {
    end = -1;
    return ByteRange{*start, std::nullopt};
  }
  if (*start < end) return std::nullopt;
  if (last.empty()) {
    end = -1;
    return ByteRange{*start, std::nullopt};
  }
  const std::optional<std::int64_t> inclusive = plain_number(last);
  if (!inclusive || *inclusive < *start) return std::nullopt;
  end = *inclusive + 1;
  return ByteRange{*start, end};
}

}  // namespace

std::optional<Range> parse_range(std::string_view header) {
  const std::size_t equals = header.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  Range range;
  range.units = lowered(trimmed(header.substr(0, equals)));
  std::string_view rest = header.substr(equals + 1);
  std::int64_t end = 0;
  for (bool more = true; more;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::optional<ByteRange> one = one_range(trimmed(rest.substr(0, comma)), end);
    if (!one || range.ranges.size() == kMaxRanges) return std::nullopt;
    range.ranges.push_back(*one);
    more = comma < rest.size();
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return range;
}

std::optional<Slice> Range::for_length(std::int64_t length) const noexcept {
  if (units != "bytes" || ranges.size() != 1) return std::nullopt;
  std::int64_t start = ranges[0].start;
  const std::int64_t stop = ranges[0].stop.value_or(length);
  if (!ranges[0].stop && start < 0) start += length;
  if (!fits(start, stop, length)) return std::nullopt;
  return Slice{start, std::min(stop, length)};
}

std::optional<std::string> Range::content_range(std::int64_t length) const {
  const std::optional<Slice> slice = for_length(length);
  if (!slice) return std::nullopt;
  return ContentRange{units, slice, length}.text();
}

std::string ContentRange::text() const {
  std::string text = units + ' ';
  if (slice) {
    text += std::to_string(slice->start) + '-' + std::to_string(slice->stop - 1);
  } else {
    text += '*';
  }
  return text + '/' + (length ? std::to_string(*length) : std::string("*"));
}

std::optional<ContentRange> parse_content_range(std::string_view header) {
  header = trimmed(header);
  const auto blank = std::find_if(header.begin(), header.end(), is_blank);
  if (blank == header.end()) return std::nullopt;
  const auto units_size = static_cast<std::size_t>(blank - header.begin());
  const std::string_view what = trimmed(header.substr(units_size));
  const std::size_t slash = what.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  ContentRange range{std::string(header.substr(0, units_size)), std::nullopt, std::nullopt};
  if (what.substr(slash + 1) != "*") {
    range.length = plain_number(what.substr(slash + 1));
    if (!range.length) return std::nullopt;
  }
  const std::string_view bytes = what.substr(0, slash);
  if (bytes == "*") {
    return range.length.value_or(0) >= 0 ? std::optional(std::move(range)) : std::nullopt;
  }
  const std::size_t dash = bytes.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> start = plain_number(bytes.substr(0, dash));
  const std::optional<std::int64_t> last = plain_number(bytes.substr(dash + 1));
  if (!start || !last || !fits(*start, *last + 1, range.length)) return std::nullopt;
  range.slice = Slice{*start, *last + 1};
  return range;
}

}  // namespace carboy::core::http
