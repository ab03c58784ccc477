// The rules of a map as a state machine over the parts of a path, and the search in it: static
// parts before dynamic ones, dynamic ones by weight, and back to the last choice when a way leads
// nowhere (Werkzeug's StateMachineMatcher).
//
// A search enters each state at most once, since a state's depth is the number of parts before it:
// the number of states bounds the cost, whatever the path.
//
// Thread rule: immutable once made; a TreeScratch belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/methods.h"
#include "core/routing/pattern.h"
#include "core/routing/rule.h"

namespace carboy::core::routing {

// The static edges of all states of a tree in one hash table: (state, text) -> next state.
class StaticParts {
 public:
  static constexpr std::uint32_t kNone = 0;  // no edge leads to the root

  // Returns the state that `text` leads to, or kNone if there is no such edge.
  std::uint32_t find(std::uint32_t state, std::string_view text) const noexcept;

  // REQUIRES: find(state, text) is kNone, next is not.
  void add(std::uint32_t state, std::string_view text, std::uint32_t next);

 private:
  struct Cell {
    std::uint32_t next = kNone;
    std::uint32_t state = 0;
    std::uint32_t hash = 0;
    std::uint32_t text_size = 0;
    std::size_t text_begin = 0;
  };
  std::string_view text_of(const Cell& cell) const noexcept {
    return {texts_.data() + cell.text_begin, cell.text_size};
  }
  void place(const Cell& cell) noexcept;
  void grow();

  std::vector<Cell> cells_;  // open addressing, at most half full
  std::string texts_;
  std::size_t count_ = 0;
};

// Working memory of a search, kept between searches so that they allocate nothing.
struct TreeScratch {
  // A state with a choice.
  struct Frame {
    std::uint32_t state;
    std::uint32_t edge;  // the dynamic edge to try next
    std::size_t begin;   // of the part to match, in the path; or the mark for the host
    std::size_t values;  // the number of values when the search came here
  };
  std::vector<Frame> frames;
  std::vector<std::string_view> values;
  PatternScratch pattern;
};

class Tree {
 public:
  struct Query {
    std::string_view host;  // or subdomain
    std::string_view path;  // empty, or begins with a slash
    MethodSet method = 0;
    bool websocket = false;
  };
  struct Finding {
    const Rule* rule = nullptr;
    bool slash_is_missing = false;  // a rule matches if a slash is appended to the path
    // Why rules whose path matches were not taken.
    MethodSet other_methods = 0;
    bool websocket_differs = false;
  };

  // Leaves out rules that are build_only. Throws base::Error if PCRE2 rejects a converter's
  // expression.
  explicit Tree(std::span<const std::shared_ptr<const Rule>> rules);

  // Searches, and adds to `finding`, so that a second search keeps the first one's reasons. If a
  // rule is found, scratch.values holds the texts of its parameters, borrowed from the query.
  void find(const Query& query, TreeScratch& scratch, Finding& finding) const;

 private:
  friend class TreeMaker;
  friend class Search;
  struct Edge {
    std::uint32_t next;
    bool is_final;
    bool may_end_in_slash;
    Pattern pattern;
  };
  struct State {
    std::uint32_t first_edge = 0, edges = 0;
    std::uint32_t first_rule = 0, rules = 0;
    std::uint32_t slash = StaticParts::kNone;  // the state after a slash at the end of the path
    bool has_static = false;
  };
  std::vector<State> states_;
  std::vector<Edge> edges_;
  std::vector<const Rule*> rules_;
  StaticParts static_parts_;
};

}  // namespace carboy::core::routing
