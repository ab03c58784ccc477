#include "core/app/contribution.h"

#include <algorithm>

namespace carboy::core::app {
namespace {

std::size_t size_of(const BlueprintEntry& entry) {
  return entry.url_values.size() + entry.before.size() + entry.after.size() +
         entry.teardown.size() + entry.url_defaults.size() + entry.errors_by_code.size() +
         entry.errors_by_id.size() + (entry.fallback == nullptr ? 0 : 1);
}

}  // namespace

bool Contribution::is_app_wide() const {
  // Any extension may build URLs of these blueprints and use these converters.
  const bool in_urls = std::any_of(blueprints.begin(), blueprints.end(),
                                   [](const auto& entry) { return !entry.url_defaults.empty(); });
  return in_urls || size_of(blueprints.front()) > 0 || !converters.empty() ||
         !teardown_app.empty() || !providers.empty();
}

std::size_t Contribution::size() const {
  std::size_t count = routes.size() + blueprints.size() - 1 + converters.size() +
                      teardown_app.size() + providers.size() + before_publish.size();
  for (const BlueprintEntry& entry : blueprints) count += size_of(entry);
  return count;
}

void Contribution::clear() {
  routes.clear();
  blueprints.clear();
  blueprints.emplace_back();
  converters.clear();
  teardown_app.clear();
  providers.clear();
  before_publish.clear();
  provided_wrappers.clear();
}

}  // namespace carboy::core::app
