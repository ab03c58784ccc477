// Any If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range and Range, a line
// each: the results are consistent, and a tag that is written is found again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/http/conditional.h"
#include "core/http/etag.h"

using carboy::core::http::Conditions;
using carboy::core::http::Etag;
using carboy::core::http::EtagList;
using carboy::core::http::evaluate;
using carboy::core::http::Precondition;
using carboy::core::http::quote_etag;
using carboy::core::http::range_applies;
using carboy::core::http::Validators;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

Conditions conditions_of(std::string_view text) {
  std::array<std::string_view, 6> lines;
  for (std::string_view& line : lines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {lines[0], lines[1], lines[2], lines[3], lines[4], lines[5]};
}

void try_tags(std::string_view header) {
  const EtagList list(header);
  for (const Etag& tag : list.tags()) {
    require(list.contains_weak(tag.tag) && (tag.weak || list.contains(tag.tag)));
    if (const auto written = quote_etag(tag.tag, tag.weak)) {
      const EtagList again(*written);
      require(again.is_any() || again.contains_weak(tag.tag));
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Conditions conditions = conditions_of({reinterpret_cast<const char*>(data), size});
  try_tags(conditions.if_match);
  try_tags(conditions.if_none_match);
  for (const Validators& validators :
       {Validators{}, Validators{"\"v1\"", 784111777}, Validators{"W/\"v1\"", {}}}) {
    const Precondition read = evaluate(conditions, validators, "GET");
    require(evaluate(conditions, validators, "HEAD") == read);
    const Precondition change = evaluate(conditions, validators, "PUT");
    // A condition that yields 304 for GET yields 412 for PUT, except If-Modified-Since.
    require(read == change || read == Precondition::not_modified);
    require(change != Precondition::not_modified);
    require(read == Precondition::proceed || !conditions.if_match.empty() ||
            !conditions.if_none_match.empty() || !conditions.if_modified_since.empty() ||
            !conditions.if_unmodified_since.empty());
    require(!conditions.if_range.empty() || range_applies(conditions, validators));
  }
  return 0;
}
