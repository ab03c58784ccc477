#include "core/app/contribution.h"

namespace carboy::core::app {

bool Contribution::is_app_wide() const {
  const BlueprintEntry& app = blueprints.front();
  return !app.before.empty() || !app.after.empty() || !app.teardown.empty() ||
         !app.errors_by_code.empty() || !app.errors_by_id.empty();
}

std::size_t Contribution::size() const {
  std::size_t count = routes.size() + blueprints.size() - 1;
  for (const BlueprintEntry& entry : blueprints) {
    count += entry.before.size() + entry.after.size() + entry.teardown.size() +
             entry.errors_by_code.size() + entry.errors_by_id.size();
  }
  return count;
}

}  // namespace carboy::core::app
