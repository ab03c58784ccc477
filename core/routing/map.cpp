#include "core/routing/map.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/routing/rule.h"

namespace carboy::core::routing {
namespace {

// Equal for rules that end in the same state of a tree.
std::string place_of(const Rule& rule) {
  std::string place = rule.websocket() ? "ws" : "";
  for (const RulePart& part : rule.parts()) {
    place += part.is_static ? '\1' : part.may_end_in_slash ? '\2' : '\3';
    place += part.content;
  }
  return place;
}

bool takes_from(const Rule& earlier, const Rule& later) {
  if (earlier.takes_any_method()) return true;
  return !later.takes_any_method() && (earlier.methods() & later.given_methods()) != 0;
}

bool is_converter_name(std::string_view name) {
  const std::string probe = "<" + std::string(name) + ":x>";
  try {
    const auto pieces = parse_rule_text(probe, false);
    return pieces.size() == 1 && pieces.front().converter == name;
  } catch (const RuleError&) {
    return false;
  }
}

}  // namespace

Map::Map(MapOptions options) : options_(std::move(options)), converters_(built_in_converters()) {}

void Map::add_converter(std::string_view name, ConverterFactory factory) {
  if (!is_converter_name(name)) {
    throw base::Error("A converter cannot be called \"" + std::string(name) +
                      "\": names are letters, digits and _ and do not begin with a digit.");
  }
  const bool is_new = converters_.emplace(name, std::move(factory)).second;
  if (!is_new) {
    throw base::Error("There is a converter \"" + std::string(name) +
                      "\" already; give this one another name.");
  }
}

const Rule& Map::add(RuleOptions options) {
  auto rule = std::make_shared<const Rule>(std::move(options), options_, converters_, methods_);
  if (!rule->build_only()) by_place_[place_of(*rule)].push_back(rule.get());
  rules_.push_back(std::move(rule));
  return *rules_.back();
}

const Rule* Map::earlier_twin(const Rule& rule) const {
  const auto found = by_place_.find(place_of(rule));
  if (found == by_place_.end() || rule.build_only()) return nullptr;
  for (const Rule* earlier : found->second) {
    if (earlier == &rule) return nullptr;
    if (takes_from(*earlier, rule)) return earlier;
  }
  return nullptr;
}

std::unique_ptr<const Table> Map::compile() const {
  return std::make_unique<const Table>(rules_, options_, methods_);
}

}  // namespace carboy::core::routing
