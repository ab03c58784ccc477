#include "core/routing/tree_maker.h"

#include <algorithm>

namespace carboy::core::routing {

TreeMaker::TreeMaker(Tree& tree) : tree_(tree) { new_state(); }

std::uint32_t TreeMaker::new_state() {
  states_.emplace_back();
  return static_cast<std::uint32_t>(states_.size() - 1);
}

void TreeMaker::add(const Rule& rule) {
  std::uint32_t state = 0;
  for (const RulePart& part : rule.parts()) state = behind(state, part);
  states_[state].rules.push_back(&rule);
}

std::uint32_t TreeMaker::behind(std::uint32_t state, const RulePart& part) {
  if (part.is_static) {
    const std::uint32_t known = tree_.static_parts_.find(state, part.content);
    if (known != StaticParts::kNone) return known;
    const std::uint32_t made = new_state();
    tree_.static_parts_.add(state, part.content, made);
    states_[state].has_static = true;
    return made;
  }
  for (const Edge& edge : states_[state].edges) {
    if (edge.part->is_same_as(part)) return edge.next;
  }
  const std::uint32_t made = new_state();
  states_[state].edges.push_back({&part, made});
  return made;
}

void TreeMaker::finish() {
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    State& state = states_[i];
    std::stable_sort(state.edges.begin(), state.edges.end(),
                     [](const Edge& a, const Edge& b) { return a.part->weight < b.part->weight; });
    Tree::State made;
    made.first_edge = static_cast<std::uint32_t>(tree_.edges_.size());
    made.edges = static_cast<std::uint32_t>(state.edges.size());
    made.first_rule = static_cast<std::uint32_t>(tree_.rules_.size());
    made.rules = static_cast<std::uint32_t>(state.rules.size());
    made.slash = tree_.static_parts_.find(i, "");
    made.has_static = state.has_static;
    for (const Edge& edge : state.edges) {
      tree_.edges_.push_back({edge.next, edge.part->is_final, edge.part->may_end_in_slash,
                              Pattern(edge.part->elements)});
    }
    tree_.rules_.insert(tree_.rules_.end(), state.rules.begin(), state.rules.end());
    tree_.states_.push_back(made);
  }
}

}  // namespace carboy::core::routing
