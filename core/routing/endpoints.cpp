#include "core/routing/endpoints.h"

#include <algorithm>
#include <tuple>

namespace carboy::core::routing {
namespace {

bool is_built_before(const Rule* a, const Rule* b) {
  const auto key = [](const Rule& rule) {
    return std::tuple(rule.alias() ? 1 : 0, -static_cast<std::ptrdiff_t>(rule.arguments().size()),
                      -static_cast<std::ptrdiff_t>(rule.defaults().size()));
  };
  return key(*a) < key(*b);
}

bool gives_defaults_for(const Rule& rule, const Rule& other) {
  return !rule.build_only() && !rule.defaults().empty() && !rule.is_written_as(other) &&
         rule.arguments() == other.arguments();
}

}  // namespace

Endpoints::Endpoints(std::span<const std::shared_ptr<const Rule>> rules) {
  for (const auto& rule : rules) {
    if (!rule->endpoint().empty()) rules_[rule->endpoint()].push_back(rule.get());
  }
  for (auto& [endpoint, of_endpoint] : rules_) {
    std::stable_sort(of_endpoint.begin(), of_endpoint.end(), is_built_before);
    note_defaults(of_endpoint);
  }
}

void Endpoints::note_defaults(const std::vector<const Rule*>& rules) {
  std::vector<const Rule*> with_defaults;
  for (const Rule* rule : rules) {
    for (const Rule* earlier : with_defaults) {
      if (gives_defaults_for(*earlier, *rule)) with_defaults_[rule].push_back(earlier);
    }
    if (!rule->defaults().empty()) with_defaults.push_back(rule);
  }
}

std::span<const Rule* const> Endpoints::rules_of(std::string_view endpoint) const noexcept {
  const auto found = rules_.find(endpoint);
  if (found == rules_.end()) return {};
  return found->second;
}

std::vector<std::string> Endpoints::names() const {
  std::vector<std::string> names;
  for (const auto& [endpoint, rules] : rules_) names.push_back(endpoint);
  return names;
}

std::span<const Rule* const> Endpoints::before_with_defaults(const Rule& rule) const noexcept {
  if (with_defaults_.empty()) return {};
  const auto found = with_defaults_.find(&rule);
  if (found == with_defaults_.end()) return {};
  return found->second;
}

}  // namespace carboy::core::routing
