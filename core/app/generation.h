// One version of everything the request path needs, made of what the extensions contribute. It is
// never changed: a swap makes the next one and publishes it in one step.
//
// Thread rule: immutable once built; read by all threads.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/app/contribution.h"
#include "core/routing/table.h"

namespace carboy::core::app {

// What runs around the views of one blueprint, in the order of running: the app's, the outer
// blueprint's, its own; the other way round for `after` and `teardown`.
struct CompiledBlueprint {
  std::string name;
  std::vector<std::pair<Owner*, Hook*>> before;
  std::vector<std::pair<Owner*, Hook*>> after;
  std::vector<std::pair<Owner*, TeardownHook*>> teardown;

  // One level of error handlers; the innermost first.
  struct ErrorLevel {
    std::vector<std::pair<int, ErrorHandler*>> by_code;
    std::vector<std::pair<std::string, ErrorHandler*>> by_id;
  };
  std::vector<const ErrorLevel*> errors;

  // Nothing of any extension runs around a view.
  bool is_quiet() const { return before.empty() && after.empty() && teardown.empty(); }
};

struct CompiledRoute {
  const RouteEntry* entry = nullptr;
  Owner* owner = nullptr;
  std::uint64_t owner_serial = 0;
  const CompiledBlueprint* blueprint = nullptr;
};

struct GenerationOptions {
  routing::MapOptions routing;
  // Whether somebody provides a wrapper, or will when the generation is published.
  std::function<bool(const WrapperUse&)> is_provided;
};

class Generation {
 public:
  // Throws base::Error with everything that is wrong: a bad rule, a rule and method registered
  // twice (both owners named), an endpoint of two rules' views, a wrapper nobody provides.
  Generation(std::uint64_t number, std::span<const Contribution* const> contributions,
             const GenerationOptions& options);

  std::uint64_t number() const noexcept { return number_; }
  const routing::Table& table() const noexcept { return *table_; }
  const CompiledRoute& route(std::uint32_t index) const noexcept { return routes_[index]; }
  std::size_t route_count() const noexcept { return routes_.size(); }
  // What runs for requests that no route matched.
  const CompiledBlueprint& app_level() const noexcept { return blueprints_.front(); }

 private:
  void compile_blueprints(std::span<const Contribution* const> contributions);
  void add_routes(std::span<const Contribution* const> contributions,
                  const GenerationOptions& options);

  std::uint64_t number_;
  std::deque<CompiledBlueprint::ErrorLevel> levels_;
  std::deque<CompiledBlueprint> blueprints_;
  std::vector<CompiledRoute> routes_;
  std::shared_ptr<const routing::Table> table_;
  std::vector<std::vector<const CompiledBlueprint*>> by_contribution_;
};

}  // namespace carboy::core::app
