// What a request matched. The caller owns it and uses it again for the next request, so that
// matching allocates nothing once it has grown.
//
// Thread rule: not thread-safe; belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/methods.h"
#include "core/routing/rule.h"
#include "core/routing/tree.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

enum class Outcome : std::uint8_t {
  matched,
  redirect,            // 308 to location()
  not_found,           // 404
  method_not_allowed,  // 405 with allow()
  websocket_mismatch,  // 400: the rule is for WebSockets and the request is not, or the reverse
};

struct Parameter {
  std::string_view name;
  // As in the path; numbers with ASCII digits and all their zeros. Of a default: Value::str().
  std::string_view text;
  ParameterKind kind = ParameterKind::text;
  const Value* fixed = nullptr;  // the rule's default, when that is where it comes from

  // Typed: an integer, a real or a text; a UUID's in lower case.
  Value value() const;
};

class Match {
 public:
  Match() = default;
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;

  Outcome outcome() const noexcept { return outcome_; }
  // 200, 308, 404, 405 or 400.
  int status() const noexcept;

  // The rule that matched; null for any other outcome than `matched`.
  const Rule* rule() const noexcept { return rule_; }
  // Of a match: first the rule's parameters, host before path, as they stand in it, then its other
  // defaults. Texts are borrowed from path and binding given to match(), or live in this object
  // and the table; all until the next match.
  std::span<const Parameter> parameters() const noexcept { return parameters_; }
  // Null when there is none of that name.
  const Parameter* find(std::string_view name) const noexcept;

  // Of a redirect: the absolute URL.
  const std::string& location() const noexcept { return location_; }
  // Of method_not_allowed: the value of the Allow field, "GET, HEAD, POST".
  std::string allow() const;
  // The same, one by one.
  std::vector<std::string_view> allowed_methods() const;

 private:
  friend class Table;
  void clear() noexcept;

  Outcome outcome_ = Outcome::not_found;
  const Rule* rule_ = nullptr;
  std::vector<Parameter> parameters_;
  MethodSet allowed_ = 0;
  const MethodNames* methods_ = nullptr;
  std::string location_;
  std::string path_;                          // with a slash put before it, or with slashes merged
  std::forward_list<std::string> rewritten_;  // numbers that had digits of another script
  TreeScratch scratch_;
};

}  // namespace carboy::core::routing
