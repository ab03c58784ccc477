#include "core/routing/tree.h"

#include <algorithm>

#include "core/routing/tree_maker.h"

namespace carboy::core::routing {
namespace {

// Marks in the place of a part's beginning: the host, and the place behind the last part.
constexpr std::size_t kHost = static_cast<std::size_t>(-2);
constexpr std::size_t kEnd = static_cast<std::size_t>(-1);

}  // namespace

// One way through the states, and the choices that are left on it.
class Search {
 public:
  Search(const Tree& tree, const Tree::Query& query, TreeScratch& scratch, Tree::Finding& finding)
      : tree_(tree), query_(query), scratch_(scratch), finding_(finding) {}

  void run() {
    scratch_.frames.clear();
    scratch_.values.clear();
    descend(0, kHost);
    while (!is_over() && !scratch_.frames.empty()) try_next();
  }

 private:
  struct Part {
    std::string_view text;
    std::size_t next;  // where the next one begins

    bool is_slash_at_end() const { return text.empty() && next == kEnd; }
  };

  bool is_over() const { return finding_.rule != nullptr || finding_.slash_is_missing; }

  Part part_at(std::size_t begin) const {
    if (begin == kHost) return {query_.host, 0};
    const std::size_t slash = query_.path.find('/', begin);
    if (slash == std::string_view::npos) return {query_.path.substr(begin), kEnd};
    return {query_.path.substr(begin, slash - begin), slash + 1};
  }

  // Follows static parts as far as they go, and notes the choices that are passed by.
  void descend(std::uint32_t number, std::size_t begin) {
    for (;;) {
      const Tree::State& state = tree_.states_[number];
      if (begin == kEnd) {
        arrive(state);
        return;
      }
      const Part part = part_at(begin);
      if (state.edges != 0 || (part.is_slash_at_end() && state.rules != 0)) {
        scratch_.frames.push_back({number, state.first_edge, begin, scratch_.values.size()});
      }
      if (!state.has_static) return;
      number = tree_.static_parts_.find(number, part.text);
      if (number == StaticParts::kNone) return;
      begin = part.next;
    }
  }

  // Goes on at the last choice: along its next edge, or without any.
  void try_next() {
    TreeScratch::Frame& frame = scratch_.frames.back();
    const Tree::State& state = tree_.states_[frame.state];
    const Part part = part_at(frame.begin);
    scratch_.values.resize(frame.values);
    const std::uint32_t end = state.first_edge + state.edges;
    while (frame.edge < end) {
      const Tree::Edge& edge = tree_.edges_[frame.edge++];
      std::size_t next = edge.is_final ? kEnd : part.next;
      if (edge.is_final ? matches_rest(edge, query_.path.substr(frame.begin), next)
                        : edge.pattern.match(part.text, scratch_.pattern, scratch_.values)) {
        descend(edge.next, next);
        return;
      }
    }
    if (part.is_slash_at_end()) take_rule(state, true);
    scratch_.frames.pop_back();
  }

  // A slash at the end is left for the next state, as an empty part.
  bool matches_rest(const Tree::Edge& edge, std::string_view rest, std::size_t& next) {
    if (edge.may_end_in_slash && rest.ends_with('/')) {
      rest.remove_suffix(1);
      next = query_.path.size();
    }
    if (edge.may_end_in_slash && rest.ends_with('/')) return false;
    return edge.pattern.match(rest, scratch_.pattern, scratch_.values);
  }

  void arrive(const Tree::State& state) {
    if (take_rule(state, false) || state.slash == StaticParts::kNone) return;
    const Tree::State& slash = tree_.states_[state.slash];
    for (std::uint32_t i = 0; i < slash.rules; ++i) {
      const Rule& rule = *tree_.rules_[slash.first_rule + i];
      if (rule.websocket() != query_.websocket || !rule.takes(query_.method)) continue;
      finding_.slash_is_missing = rule.strict_slashes();
      finding_.rule = rule.strict_slashes() ? nullptr : &rule;
      return;
    }
  }

  // Takes the first rule here that fits; with `lenient`, only of those that are not strict.
  bool take_rule(const Tree::State& state, bool lenient) {
    for (std::uint32_t i = 0; i < state.rules; ++i) {
      const Rule& rule = *tree_.rules_[state.first_rule + i];
      if (lenient && rule.strict_slashes()) continue;
      if (!rule.takes(query_.method)) {
        finding_.other_methods |= rule.methods();
      } else if (rule.websocket() != query_.websocket) {
        finding_.websocket_differs = true;
      } else {
        finding_.rule = &rule;
        return true;
      }
    }
    return false;
  }

  const Tree& tree_;
  const Tree::Query& query_;
  TreeScratch& scratch_;
  Tree::Finding& finding_;
};

Tree::Tree(std::span<const std::shared_ptr<const Rule>> rules) {
  TreeMaker maker(*this);
  for (const auto& rule : rules) {
    if (!rule->build_only()) maker.add(*rule);
  }
  maker.finish();
}

void Tree::find(const Query& query, TreeScratch& scratch, Finding& finding) const {
  Search(*this, query, scratch, finding).run();
}

}  // namespace carboy::core::routing
