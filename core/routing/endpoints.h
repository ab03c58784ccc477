// The rules of a map by endpoint, in the order in which building a URL tries them: those that are
// no alias first, then those with more arguments, then those with more defaults.
//
// Thread rule: immutable once made.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/routing/rule.h"

namespace carboy::core::routing {

class Endpoints {
 public:
  explicit Endpoints(std::span<const std::shared_ptr<const Rule>> rules);

  // Empty for an endpoint that is not there.
  std::span<const Rule* const> rules_of(std::string_view endpoint) const noexcept;
  std::vector<std::string> names() const;

  // Rules of the same endpoint that a URL of `rule` may have to be redirected to, since they have
  // the same arguments and stand before it with defaults for some (Map.redirect_defaults).
  std::span<const Rule* const> before_with_defaults(const Rule& rule) const noexcept;

 private:
  void note_defaults(const std::vector<const Rule*>& rules);
  std::map<std::string, std::vector<const Rule*>, std::less<>> rules_;
  std::unordered_map<const Rule*, std::vector<const Rule*>> with_defaults_;
};

}  // namespace carboy::core::routing
