// Any query: its names and values are UTF-8 and at most three times as large as the text, and a
// query written from the pairs is parsed as the same pairs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/http/percent.h"
#include "core/http/query.h"

using carboy::core::base::is_utf8;
using carboy::core::http::append_quoted_query;
using carboy::core::http::Pair;
using carboy::core::http::PairList;
using carboy::core::http::parse_query;
using carboy::core::http::QueryError;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static PairList pairs, again;
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  pairs.clear();
  again.clear();
  const QueryError error = parse_query(raw, pairs, {1000});
  require(error == QueryError::none ? pairs.size() <= 1000 : pairs.size() == 1000);
  std::string written;
  std::size_t bytes = 0;
  for (const Pair& pair : pairs.all()) {
    require(is_utf8(pair.name) && is_utf8(pair.value));
    bytes += pair.name.size() + pair.value.size();
    if (!written.empty()) written += '&';
    append_quoted_query(written, pair.name);
    append_quoted_query(written += '=', pair.value);
  }
  require(bytes <= 3 * size);
  require(parse_query(written, again, {1000}) == QueryError::none);
  require(again.size() == pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    require(again.all()[i].name == pairs.all()[i].name);
    require(again.all()[i].value == pairs.all()[i].value);
  }
  return 0;
}
