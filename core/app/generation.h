// One version of everything the request path needs, made of what the extensions contribute. It is
// never changed: a swap makes the next one and publishes it in one step.
//
// Thread rule: immutable once built; read by all threads.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/contribution.h"
#include "core/app/rule_tables.h"

namespace carboy::core::app {

template <class T>
using Owned = std::pair<Owner*, T*>;

// What runs around the views of one blueprint, in the order of running: the app's, the outer
// blueprint's, its own; the other way round for `after` and `teardown`.
struct CompiledBlueprint {
  std::string name;
  std::vector<Owned<Hook>> url_values;
  std::vector<Owned<Hook>> before;
  std::vector<Owned<Hook>> after;
  std::vector<Owned<TeardownHook>> teardown;
  std::vector<Owned<UrlDefaults>> url_defaults;

  // One level of error handlers; the latest registered first.
  struct ErrorLevel {
    std::vector<std::pair<int, Owned<ErrorHandler>>> by_code;
    std::vector<std::pair<std::string, Owned<ErrorHandler>>> by_id;
  };
  std::vector<const ErrorLevel*> errors;  // the innermost first

  // All that may run around a view, error handlers and teardown_app included, says that it never
  // blocks.
  bool never_blocks = true;
};

struct CompiledRoute {
  const RouteEntry* entry = nullptr;
  View* view = nullptr;  // null: there is none to run
  Owner* owner = nullptr;
  std::uint64_t owner_serial = 0;
  const CompiledBlueprint* blueprint = nullptr;
};

struct GenerationOptions {
  routing::MapOptions routing;
  std::string server_name;  // what subdomains are of
  // Whether somebody provides a wrapper, or will when the generation is published.
  std::function<bool(const WrapperUse&)> is_provided;
};

class Generation {
 public:
  // Throws base::Error with everything that is wrong: a bad rule, a rule and method registered
  // twice (both owners named), an endpoint of two rules' views, a wrapper nobody provides, a
  // converter of two extensions, a subdomain without server_name.
  Generation(std::uint64_t number, std::span<const Contribution* const> contributions,
             const GenerationOptions& options);

  std::uint64_t number() const noexcept { return number_; }
  const RuleTables& rules() const noexcept { return *rules_; }
  const CompiledRoute& route(std::size_t index) const noexcept { return routes_[index]; }
  // With those of fall-backs, which stand behind the others.
  std::size_t route_count() const noexcept { return routes_.size(); }
  // What runs for requests that no route matched.
  const CompiledBlueprint& app_level() const noexcept { return blueprints_.front(); }
  // What runs when an app context ends, in order.
  std::span<const Owned<TeardownHook>> teardown_app() const noexcept { return teardown_app_; }
  // The blueprint that an endpoint belongs to; the app's level for one without.
  const CompiledBlueprint& blueprint_of(std::string_view endpoint) const noexcept;

 private:
  class Maker;

  std::uint64_t number_;
  std::deque<CompiledBlueprint::ErrorLevel> levels_;
  std::deque<CompiledBlueprint> blueprints_;
  std::map<std::string, const CompiledBlueprint*, std::less<>> by_name_;
  std::vector<Owned<TeardownHook>> teardown_app_;
  std::vector<RouteEntry> fallbacks_;
  std::vector<CompiledRoute> routes_;
  std::unique_ptr<const RuleTables> rules_;
};

}  // namespace carboy::core::app
