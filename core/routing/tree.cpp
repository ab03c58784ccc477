#include "core/routing/tree.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace carboy::core::routing {
namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
  a = (a ^ b) * 0x9E3779B97F4A7C15ULL;
  return a ^ (a >> 32);
}

// The hash needs no secret: keys come from the authors' rules, and a client can only look up.
std::uint32_t hash_of(std::uint32_t state, std::string_view text) noexcept {
  std::uint64_t hash = mixed(state, text.size() + 1);
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mixed(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  return static_cast<std::uint32_t>(mixed(hash, rest));
}

// Marks that are used instead of a beginning: the host, and the place after the last part.
constexpr std::size_t kHost = static_cast<std::size_t>(-2);
constexpr std::size_t kEnd = static_cast<std::size_t>(-1);

}  // namespace

std::uint32_t StaticParts::find(std::uint32_t state, std::string_view text) const noexcept {
  if (cells_.empty()) return kNone;
  const std::uint32_t hash = hash_of(state, text);
  const std::size_t mask = cells_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Cell& cell = cells_[at];
    if (cell.next == kNone) return kNone;
    if (cell.hash == hash && cell.state == state && text_of(cell) == text) return cell.next;
  }
}

void StaticParts::add(std::uint32_t state, std::string_view text, std::uint32_t next) {
  if (2 * (count_ + 1) > cells_.size()) grow();
  place(
      {next, state, hash_of(state, text), static_cast<std::uint32_t>(text.size()), texts_.size()});
  texts_ += text;
  ++count_;
}

void StaticParts::place(const Cell& cell) noexcept {
  const std::size_t mask = cells_.size() - 1;
  std::size_t at = cell.hash & mask;
  while (cells_[at].next != kNone) at = (at + 1) & mask;
  cells_[at] = cell;
}

void StaticParts::grow() {
  std::vector<Cell> old(cells_.empty() ? 16 : cells_.size() * 2);
  std::swap(old, cells_);
  for (const Cell& cell : old) {
    if (cell.next != kNone) place(cell);
  }
}

// Grows the states of a tree from rules, one after the other.
class TreeMaker {
 public:
  explicit TreeMaker(Tree& tree) : tree_(tree) { new_state(); }

  void add(const Rule& rule);
  // Orders the edges by weight and lays everything out flat. REQUIRES: add() is not called again.
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
  std::uint32_t state_after(std::uint32_t state, const RulePart& part);
  std::uint32_t new_state();

  Tree& tree_;
  std::vector<State> states_;
};

std::uint32_t TreeMaker::new_state() {
  states_.emplace_back();
  return static_cast<std::uint32_t>(states_.size() - 1);
}

void TreeMaker::add(const Rule& rule) {
  std::uint32_t state = 0;
  for (const RulePart& part : rule.parts()) state = state_after(state, part);
  states_[state].rules.push_back(&rule);
}

std::uint32_t TreeMaker::state_after(std::uint32_t state, const RulePart& part) {
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

// One search: a way through the states, and the choices left on it.
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

  // Follows static parts as far as they go, and pushes a frame for each choice on the way.
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

  // Resumes at the last choice: follows its next edge, or drops it if no edge is left.
  void try_next() {
    TreeScratch::Frame& frame = scratch_.frames.back();
    const Tree::State& state = tree_.states_[frame.state];
    const Part part = part_at(frame.begin);
    scratch_.values.resize(frame.values);
    const std::uint32_t end = state.first_edge + state.edges;
    while (frame.edge < end) {
      const Tree::Edge& edge = tree_.edges_[frame.edge++];
      std::size_t next = edge.is_final ? kEnd : part.next;
      if (edge.is_final ? match_rest(edge, query_.path.substr(frame.begin), next)
                        : edge.pattern.match(part.text, scratch_.pattern, scratch_.values)) {
        descend(edge.next, next);
        return;
      }
    }
    if (part.is_slash_at_end()) take_rule(state, true);
    scratch_.frames.pop_back();
  }

  // Leaves a slash at the end for the next state, which sees an empty part.
  bool match_rest(const Tree::Edge& edge, std::string_view rest, std::size_t& next) {
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

  // Takes the first rule of the state that fits; if `lenient`, considers only rules that are not
  // strict.
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
