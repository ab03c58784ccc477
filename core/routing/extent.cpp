#include "core/routing/extent.h"

#include <algorithm>
#include <limits>

#include "core/base/ascii.h"
#include "core/base/utf8.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
namespace {

constexpr std::size_t kUuidSize = 36;

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != kUuidSize) return false;
  for (std::size_t i = 0; i < kUuidSize; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !base::is_hex_digit(text[i])) return false;
  }
  return true;
}

// Moves extent.end over the digits there; the mark is the end of the first. Returns false if there
// is no digit.
bool take_digits(std::string_view text, Extent& extent) noexcept {
  const std::size_t begin = extent.end;
  while (extent.end < text.size()) {
    const Digit digit = digit_at(text, extent.end);
    if (digit.size == 0) break;
    if (extent.end == begin) extent.mark = begin + digit.size;
    extent.end += digit.size;
  }
  return extent.end > begin;
}

bool first_number(const Shape& shape, std::string_view text, Extent& extent) noexcept {
  extent.end = extent.begin;
  if (shape.is_signed && extent.end < text.size() && text[extent.end] == '-') ++extent.end;
  if (!take_digits(text, extent)) return false;
  if (shape.kind == Shape::Kind::digits) return true;
  if (extent.end == text.size() || text[extent.end] != '.') return false;
  ++extent.end;
  return take_digits(text, extent);
}

bool first_segment(const Shape& shape, std::string_view text, Extent& extent) noexcept {
  const std::size_t slash = std::min(text.find('/', extent.begin), text.size());
  const auto after = [&](std::size_t from, std::size_t count) {
    for (; count > 0 && from < slash; --count) from += base::code_point_at(text, from).size;
    return count == 0 ? from : text.size() + 1;
  };
  extent.mark = after(extent.begin, shape.least);
  if (extent.mark > slash) return false;
  const bool is_bounded = shape.most != std::numeric_limits<std::size_t>::max();
  extent.end = is_bounded ? std::min(after(extent.mark, shape.most - shape.least), slash) : slash;
  return true;
}

bool shorter(std::string_view text, Extent& extent) noexcept {
  if (extent.end <= extent.mark) return false;
  extent.end = base::code_point_before(text, extent.end);
  return extent.end >= extent.mark;
}

bool longer_path(std::string_view text, Extent& extent) noexcept {
  if (extent.end == text.size() || text[extent.end] == '\n') return false;
  extent.end += base::code_point_at(text, extent.end).size;
  return true;
}

bool first_path(std::string_view text, Extent& extent) noexcept {
  if (extent.begin == text.size() || text[extent.begin] == '/') return false;
  extent.end = extent.begin + base::code_point_at(text, extent.begin).size;
  return true;
}

bool item_from(const Shape& shape, std::string_view text, Extent& extent) noexcept {
  for (; extent.mark < shape.items.size(); ++extent.mark) {
    const std::string& item = shape.items[extent.mark];
    if (text.substr(extent.begin).starts_with(item)) {
      extent.end = extent.begin + item.size();
      return true;
    }
  }
  return false;
}

bool segment_takes(const Shape& shape, std::string_view text) noexcept {
  if (text.find('/') != std::string_view::npos) return false;
  if (text.size() < shape.least) return false;
  const bool any_length = shape.least <= 1 && shape.most == std::numeric_limits<std::size_t>::max();
  if (any_length) return true;
  const std::size_t size = base::count_code_points(text);
  return size >= shape.least && size <= shape.most;
}

bool path_takes(std::string_view text) noexcept {
  return !text.empty() && text.front() != '/' && text.find('\n', 1) == std::string_view::npos;
}

// Finds the next extent, beginning with this one, that the callback takes.
bool find_for_callback(const Converter& converter, std::string_view text, Extent& extent) {
  const Shape& shape = converter.shape;
  while (!shape.matches(text.substr(extent.begin, extent.end - extent.begin))) {
    const bool is_more =
        converter.part_isolating ? shorter(text, extent) : longer_path(text, extent);
    if (!is_more) return false;
  }
  return true;
}

}  // namespace

ExtentOrder extent_order(const Converter& converter) noexcept {
  switch (converter.shape.kind) {
    case Shape::Kind::segment:
    case Shape::Kind::digits:
    case Shape::Kind::decimal:
      return ExtentOrder::shrinking;
    case Shape::Kind::path:
      return ExtentOrder::growing;
    default:
      return ExtentOrder::listed;
  }
}

bool first_extent(const Converter& converter, std::string_view text, Extent& extent) {
  const Shape& shape = converter.shape;
  switch (shape.kind) {
    case Shape::Kind::segment:
      return first_segment(shape, text, extent);
    case Shape::Kind::digits:
    case Shape::Kind::decimal:
      return first_number(shape, text, extent);
    case Shape::Kind::uuid:
      extent.end = extent.begin + kUuidSize;
      return is_uuid(text.substr(extent.begin, kUuidSize));
    case Shape::Kind::any:
      extent.mark = 0;
      return item_from(shape, text, extent);
    case Shape::Kind::path:
      return first_path(text, extent);
    case Shape::Kind::callback:
      return (converter.part_isolating ? first_segment(shape, text, extent)
                                       : first_path(text, extent)) &&
             find_for_callback(converter, text, extent);
    case Shape::Kind::regex:
      break;
  }
  return false;
}

bool next_extent(const Converter& converter, std::string_view text, Extent& extent) {
  const Shape& shape = converter.shape;
  switch (shape.kind) {
    case Shape::Kind::segment:
      return shorter(text, extent);
    case Shape::Kind::digits:
    case Shape::Kind::decimal:
      return shorter(text, extent);
    case Shape::Kind::any:
      ++extent.mark;
      return item_from(shape, text, extent);
    case Shape::Kind::path:
      return longer_path(text, extent);
    case Shape::Kind::callback:
      return (converter.part_isolating ? shorter(text, extent) : longer_path(text, extent)) &&
             find_for_callback(converter, text, extent);
    case Shape::Kind::uuid:
    case Shape::Kind::regex:
      break;
  }
  return false;
}

bool takes_all(const Converter& converter, std::string_view text) {
  const Shape& shape = converter.shape;
  switch (shape.kind) {
    case Shape::Kind::segment:
      return segment_takes(shape, text);
    case Shape::Kind::digits:
    case Shape::Kind::decimal: {
      Extent extent{0, 0, 0};
      return first_number(shape, text, extent) && extent.end == text.size();
    }
    case Shape::Kind::uuid:
      return is_uuid(text);
    case Shape::Kind::any:
      return std::find(shape.items.begin(), shape.items.end(), text) != shape.items.end();
    case Shape::Kind::path:
      return path_takes(text);
    case Shape::Kind::callback:
      return (converter.part_isolating ? segment_takes(shape, text) : path_takes(text)) &&
             shape.matches(text);
    case Shape::Kind::regex:
      break;
  }
  return false;
}

}  // namespace carboy::core::routing
