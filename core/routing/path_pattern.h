// Patterns that select routes by their rules: "/reports/**".
//
// Thread rule: immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/routing/rule.h"

namespace carboy::core::routing {

// How the paths that a rule matches relate to a pattern. `partly` also stands for rules of which
// that cannot be said for certain.
enum class Cover { outside, inside, partly };

// A path whose segments are literal text or `*`, which stands for one segment. `**` at the end
// stands for any number of segments, also none. A slash at the end does not matter.
class PathPattern {
 public:
  // Returns a sentence about what is wrong with a pattern, or an empty text if nothing is.
  static std::string mistake_in(std::string_view text);

  // REQUIRES: mistake_in(text) is empty.
  explicit PathPattern(std::string_view text);

  Cover cover_of(const Rule& rule) const;

 private:
  std::vector<std::string> segments_;  // without `**`
  bool has_rest_ = false;              // whether it ends with `**`
};

}  // namespace carboy::core::routing
