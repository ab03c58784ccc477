#include "core/routing/build_values.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/http/quote.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
namespace {

using Pair = std::pair<const std::string*, const Value*>;

bool is_before(const Pair& a, const Pair& b) {
  if (*a.first != *b.first) return *a.first < *b.first;
  const bool are_integers =
      a.second->kind() == Value::Kind::integer && b.second->kind() == Value::Kind::integer;
  if (are_integers) return compare_integers(a.second->digits(), b.second->digits()) < 0;
  return a.second->str() < b.second->str();
}

void append_pair(std::vector<Pair>& pairs, const NamedValue& named) {
  if (named.value.kind() != Value::Kind::list) {
    if (!named.value.is_null()) pairs.emplace_back(&named.name, &named.value);
    return;
  }
  for (const Value& item : named.value.list()) {
    if (!item.is_null()) pairs.emplace_back(&named.name, &item);
  }
}

}  // namespace

BuildValues::BuildValues(std::span<const NamedValue> values) : values_(values) {
  if (values.size() <= kFew) return;
  for (const NamedValue& named : values) {
    if (!named.value.is_null()) index_.emplace(named.name, &named.value);
  }
}

const Value* BuildValues::find(std::string_view name) const noexcept {
  if (values_.size() > kFew) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : found->second;
  }
  for (const NamedValue& named : values_) {
    if (named.name == name && !named.value.is_null()) return &named.value;
  }
  return nullptr;
}

std::string BuildValues::query_for(const Rule& rule, bool sorted) const {
  std::vector<Pair> pairs;
  for (const NamedValue& named : values_) {
    const bool is_argument =
        std::binary_search(rule.arguments().begin(), rule.arguments().end(), named.name);
    if (!is_argument) append_pair(pairs, named);
  }
  if (sorted) std::stable_sort(pairs.begin(), pairs.end(), is_before);
  std::string query;
  for (const auto& [name, value] : pairs) {
    query += query.empty() ? '?' : '&';
    http::append_quoted_query(query, *name);
    query += '=';
    http::append_quoted_query(query, value->str());
  }
  return query;
}

}  // namespace carboy::core::routing
