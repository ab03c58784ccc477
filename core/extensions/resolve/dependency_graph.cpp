#include "core/extensions/resolve/dependency_graph.h"

#include <algorithm>
#include <optional>

namespace carboy::core::extensions::dependency_graph {
namespace {

// The shortest path along `needs` from `start` back to itself, over nodes that are not `done`.
std::vector<std::size_t> shortest_cycle(const Needs& needs, std::size_t start,
                                        const std::vector<bool>& done) {
  std::vector<std::optional<std::size_t>> reached_from(needs.size());
  std::vector<std::size_t> queue{start};
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::size_t node = queue[head];
    for (const std::size_t next : needs[node]) {
      if (next == start) {
        std::vector<std::size_t> way{node};
        while (way.back() != start) way.push_back(*reached_from[way.back()]);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (done[next] || reached_from[next]) continue;
      reached_from[next] = node;
      queue.push_back(next);
    }
  }
  return {};
}

// Marks all nodes that `start` needs, directly or indirectly, and that need `start` in turn.
void mark_component(const Needs& needs, std::size_t start, std::vector<bool>& done) {
  std::vector<bool> below(needs.size()), above(needs.size());
  below[start] = above[start] = true;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t node = 0; node < needs.size(); ++node) {
      for (const std::size_t next : needs[node]) {
        if (below[node] && !below[next]) changed = below[next] = true;
        if (above[next] && !above[node]) changed = above[node] = true;
      }
    }
  }
  for (std::size_t node = 0; node < needs.size(); ++node) {
    if (below[node] && above[node]) done[node] = true;
  }
}

void visit(const Needs& needs, std::size_t start, std::vector<bool>& seen,
           std::vector<std::size_t>& result) {
  struct Step {
    std::size_t node, next = 0;
  };
  if (seen[start]) return;
  seen[start] = true;
  std::vector<Step> way{{start}};
  while (!way.empty()) {
    Step& step = way.back();
    if (step.next == needs[step.node].size()) {
      result.push_back(step.node);
      way.pop_back();
      continue;
    }
    const std::size_t next = needs[step.node][step.next++];
    if (seen[next]) continue;
    seen[next] = true;
    way.push_back({next});
  }
}

}  // namespace

std::vector<std::size_t> order(const Needs& needs) {
  Needs sorted = needs;
  for (auto& one : sorted) std::sort(one.begin(), one.end());
  std::vector<bool> seen(needs.size());
  std::vector<std::size_t> result;
  for (std::size_t node = 0; node < needs.size(); ++node) visit(sorted, node, seen, result);
  return result;
}

std::vector<std::vector<std::size_t>> cycles(const Needs& needs) {
  std::vector<std::vector<std::size_t>> found;
  std::vector<bool> done(needs.size());
  for (std::size_t node = 0; node < needs.size(); ++node) {
    if (done[node]) continue;
    std::vector<std::size_t> cycle = shortest_cycle(needs, node, done);
    if (cycle.empty()) continue;
    found.push_back(std::move(cycle));
    mark_component(needs, node, done);
  }
  return found;
}

}  // namespace carboy::core::extensions::dependency_graph
