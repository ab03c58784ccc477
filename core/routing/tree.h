// The rules of a map as a state machine over the parts of a path, and the search in it: static
// parts before dynamic ones, those by weight, and back to the last choice when a way leads nowhere
// (Werkzeug's StateMachineMatcher).
//
// A state is entered at most once in a search, since a state's depth is the number of parts before
// it: the cost is bounded by the number of states, whatever the path.
//
// Thread rule: immutable once made; a TreeScratch belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/routing/methods.h"
#include "core/routing/pattern.h"
#include "core/routing/rule.h"
#include "core/routing/static_parts.h"

namespace carboy::core::routing {

// Working memory of a search, kept between searches so that none is allocated.
struct TreeScratch {
  // A state with a choice.
  struct Frame {
    std::uint32_t state;
    std::uint32_t edge;  // the dynamic edge to try next
    std::size_t begin;   // of the part to match, in the path; or the mark for the host
    std::size_t values;  // how many there were
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
    bool slash_is_missing = false;  // a rule matches when the path gets a slash at its end
    // What stood in the way of rules that matched by path.
    MethodSet other_methods = 0;
    bool websocket_differs = false;
  };

  // Rules that are build_only are left out. Throws base::Error for an expression of a converter
  // that is refused.
  explicit Tree(std::span<const std::shared_ptr<const Rule>> rules);

  // Searches; adds to `finding`, so that a second search keeps what stood in the way of the first.
  // With a rule, scratch.values has the texts of its parameters, borrowed from the query.
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
    std::uint32_t slash = StaticParts::kNone;  // the state behind a slash at the end
    bool has_static = false;
  };
  std::vector<State> states_;
  std::vector<Edge> edges_;
  std::vector<const Rule*> rules_;
  StaticParts static_parts_;
};

}  // namespace carboy::core::routing
