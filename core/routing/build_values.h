// The values given for a URL, by name. Null ones are not there.
//
// Thread rule: made, used and dropped by one thread; borrows the values.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/routing/rule.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

class BuildValues {
 public:
  explicit BuildValues(std::span<const NamedValue> values);

  // The first value of that name; null when there is none.
  const Value* find(std::string_view name) const noexcept;

  // `?name=value&...` of the values that are no arguments of `rule`, in the order given or sorted
  // by name; empty when nothing remains.
  std::string query_for(const Rule& rule, bool sorted) const;

 private:
  static constexpr std::size_t kFew = 16;
  std::span<const NamedValue> values_;
  std::unordered_map<std::string_view, const Value*> index_;  // empty for a few values
};

}  // namespace carboy::core::routing
