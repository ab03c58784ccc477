// Grows the states of a tree from rules, one after the other.
//
// Thread rule: used by one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/routing/tree.h"

namespace carboy::core::routing {

class TreeMaker {
 public:
  explicit TreeMaker(Tree& tree);

  void add(const Rule& rule);
  // Orders the edges by weight and lays everything out flat. Nothing can be added afterwards.
  void finish();

 private:
  struct Edge {
    const RulePart* part;
    std::uint32_t next;
  };
  struct State {
    std::vector<Edge> edges;
    std::vector<const Rule*> rules;
    bool has_static = false;
  };
  std::uint32_t behind(std::uint32_t state, const RulePart& part);
  std::uint32_t new_state();

  Tree& tree_;
  std::vector<State> states_;
};

}  // namespace carboy::core::routing
