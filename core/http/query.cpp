#include "core/http/query.h"

#include <algorithm>
#include <string>

#include "core/base/utf8.h"
#include "core/http/percent.h"

namespace carboy::core::http {
namespace {

void add_requoted(std::string_view name, std::string_view value, PairList& out) {
  std::string clean_name, clean_value;
  append_requoting_invalid(clean_name, name);
  append_requoting_invalid(clean_value, value);
  out.add(clean_name, clean_value);
}

void add_pair(std::string_view text, PairList& out) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view name = text.substr(0, equals);
  const std::string_view value = text.substr(std::min(equals + 1, text.size()));
  char* space = out.space(text.size());
  const std::size_t name_size = decode_percent(name, space, true);
  const std::size_t value_size = decode_percent(value, space + name_size, true);
  const std::string_view decoded_name(space, name_size);
  const std::string_view decoded_value(space + name_size, value_size);
  if (base::is_utf8(decoded_name) && base::is_utf8(decoded_value)) {
    out.commit(name_size, value_size);
  } else {
    add_requoted(std::string(decoded_name), std::string(decoded_value), out);
  }
}

}  // namespace

QueryError parse_query(std::string_view raw, PairList& out, const QueryLimits& limits) {
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view text = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (text.empty()) continue;
    if (out.size() >= limits.max_pairs) return QueryError::too_many_pairs;
    add_pair(text, out);
  }
  return QueryError::none;
}

std::string_view describe(QueryError error) noexcept {
  return error == QueryError::none ? "" : "The query has more values than this app accepts.";
}

}  // namespace carboy::core::http
