// Parses the query of a URL and the body of a form: application/x-www-form-urlencoded
// (https://url.spec.whatwg.org/#urlencoded-parsing), like Python's parse_qsl with
// keep_blank_values.
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

// Appends the pairs of `raw` (without its `?`) to `out`. Decodes `+` and %XX, except where the
// result is not UTF-8; other invalid bytes become %XX, so names and values are always UTF-8. A `%`
// without two hexadecimal digits stays. `a` and `a=` have an empty value, `&&` adds no pair, and
// `;` is not a separator. %00 becomes a NUL. Above the limit it returns too_many_pairs, for which
// the answer is 400; `out` has the pairs up to the limit then. Takes linear time.
[[nodiscard]] QueryError parse_query(std::string_view raw, PairList& out,
                                     const QueryLimits& limits = {});

// Describes an error for the error page: "The query has more values than this app accepts."
std::string_view describe(QueryError error) noexcept;

}  // namespace carboy::core::http
