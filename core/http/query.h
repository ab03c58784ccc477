// The query of a URL and the body of an HTML form: application/x-www-form-urlencoded
// (https://url.spec.whatwg.org/#urlencoded-parsing), as Python's parse_qsl with blank values kept.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

struct QueryLimits {
  std::size_t max_pairs = 100'000;
};

enum class QueryError { none, too_many_pairs };

// Appends the pairs of `raw` (without its `?`) to `out`, decoded: `+` and %XX. What is no UTF-8
// after that, or was none before, stays or becomes %XX, so names and values are UTF-8. A `%`
// without two hexadecimal digits stays. `a` and `a=` have an empty value; nothing between two `&`
// is no pair; `;` separates nothing. %00 is a NUL like any other character. Above the limit:
// too_many_pairs, and the answer is 400; `out` holds the pairs before it. Linear.
[[nodiscard]] QueryError parse_query(std::string_view raw, PairList& out,
                                     const QueryLimits& limits = {});

// A sentence for the error page: "The query has more values than this app accepts."
std::string_view describe(QueryError error) noexcept;

}  // namespace carboy::core::http
