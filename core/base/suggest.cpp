#include "core/base/suggest.h"

#include <algorithm>
#include <vector>

namespace carboy::core::base {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> best;
  std::size_t least = limit + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto found = nearest(word, candidates);
  return found ? " Did you mean \"" + *found + "\"?" : "";
}

std::string did_you_mean_id(std::string_view word, std::span<const std::string> ids) {
  if (nearest(word, ids) || word.find('.') != std::string_view::npos)
    return did_you_mean(word, ids);
  std::vector<std::string> names;
  for (const std::string& id : ids) names.push_back(id.substr(id.find('.') + 1));
  const auto found = nearest(word, names);
  if (!found) return "";
  const auto at = std::find(names.begin(), names.end(), *found) - names.begin();
  return " Did you mean \"" + ids[static_cast<std::size_t>(at)] + "\"?";
}

}  // namespace carboy::core::base
