// Collects the rules of an app and compiles them into a Table. A swap makes a new one.
//
// Thread rule: not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/routing/converter.h"
#include "core/routing/rule.h"
#include "core/routing/table.h"

namespace carboy::core::routing {

class Map {
 public:
  explicit Map(MapOptions options = {});

  // Makes a converter known to the rules that are added from now on. Throws base::Error for a name
  // that no rule could write or that is taken.
  void add_converter(std::string_view name, ConverterFactory factory);

  // Adds a rule. It lives as long as this map and every table compiled from it. Throws base::Error
  // (RuleError when it is about the text) and adds nothing for a rule that is wrong: the text names
  // the rule, the column and what helps.
  const Rule& add(RuleOptions options);

  // The rule added before `rule` that takes some of its requests: same host and path (names of
  // parameters do not count), both for WebSockets or both not, and a method given for `rule` that
  // is the other's too. Null when there is none. Nothing is wrong with such rules to a table: the
  // earlier one wins. REQUIRES: rule was added to this map.
  const Rule* earlier_twin(const Rule& rule) const;

  // A table of the rules added so far. Throws base::Error for a converter's expression that is
  // refused.
  std::unique_ptr<const Table> compile() const;

  const MapOptions& options() const noexcept { return options_; }

 private:
  MapOptions options_;
  Converters converters_;
  MethodNames methods_;
  std::vector<std::shared_ptr<const Rule>> rules_;
  std::unordered_map<std::string, std::vector<const Rule*>> by_place_;  // what they match
};

}  // namespace carboy::core::routing
