// One immutable set of routes, hooks and handlers, made of what the extensions contribute. A swap
// builds the next generation and publishes it in one step.
//
// Thread rule: immutable; read by all threads.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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

// The functions around the views of one blueprint, in the order in which they run: those of the
// app, of the outer blueprints, then its own; in reverse for `after` and `teardown`.
struct CompiledBlueprint {
  std::string name;
  std::vector<Owned<Hook>> url_values;
  std::vector<Owned<Hook>> before;
  std::vector<Owned<Hook>> after;
  std::vector<Owned<TeardownHook>> teardown;
  std::vector<Owned<UrlDefaults>> url_defaults;

  // The error handlers of one level, the latest registered first.
  struct ErrorLevel {
    std::vector<std::pair<int, Owned<ErrorHandler>>> by_code;
    std::vector<std::pair<std::string, Owned<ErrorHandler>>> by_id;
  };
  std::vector<const ErrorLevel*> errors;  // the innermost level first

  // Whether everything that may run around a view is nonblocking, including error handlers and the
  // app's teardown functions.
  bool never_blocks = true;
  // Whether everything that runs around a view that succeeds is cacheable.
  bool is_cacheable = true;
};

struct CompiledRoute {
  const RouteEntry* entry = nullptr;
  View* view = nullptr;  // null for a rule without a view
  Owner* owner = nullptr;
  std::uint64_t owner_serial = 0;
  const CompiledBlueprint* blueprint = nullptr;
  std::vector<WrapperUse> wrappers;       // that run around the view, outermost first
  std::optional<pages::PagePolicy> page;  // how its pages are stored, if they are
  std::size_t page_depth = 0;             // the number of wrappers that run for stored pages, too
  std::vector<std::string> wrapped_in;    // the ids of all of them, also missing ones, for people
  std::string unavailable;                // why it answers 503 instead of the view, if it does
};

// One [[wrap]] of app.toml. REQUIRES: the rule is a routing::PathPattern without mistakes.
struct WrapRule {
  std::string rule;
  std::string with;  // the id of the wrapper
  std::string options;
  std::string place;  // "app.toml:12"
};

// Returns whether a route of the owner, whose code names a wrapper without a provider, answers 503.
// Otherwise there is no generation with it.
using MayLackWrapper = std::function<bool(const Owner& owner, const WrapperUse& use)>;

struct GenerationOptions {
  routing::MapOptions routing;
  std::string server_name;  // the host name below which subdomains are
  // Returns whether an extension provides a wrapper, or will when the generation is published.
  std::function<bool(const WrapperUse&)> is_provided;
  std::span<const std::string> listed = {};  // the extensions in the order of app.toml
  std::span<const WrapRule> wraps = {};
  AskWrapper ask_wrapper = nullptr;
  MayLackWrapper may_lack_wrapper = nullptr;  // none may, if it is null
};

class Generation {
 public:
  // Throws base::Error with all mistakes at once: a bad rule; a rule and method registered twice
  // (the text names both owners); an endpoint of two different rules; a wrapper without a provider,
  // or one that does not accept its options; a route that lies partly below the pattern of a
  // [[wrap]]; a converter of two extensions; a subdomain without server_name; two fallbacks for one
  // prefix.
  Generation(std::uint64_t number, std::span<const Contribution* const> contributions,
             const GenerationOptions& options);

  std::uint64_t number() const noexcept { return number_; }
  const RuleTables& rules() const noexcept { return *rules_; }
  const CompiledRoute& route(std::size_t index) const noexcept { return routes_[index]; }
  // Counts the routes of fallbacks, too, which follow the others.
  std::size_t route_count() const noexcept { return routes_.size(); }
  // Returns the functions for requests that match no route.
  const CompiledBlueprint& app_level() const noexcept { return blueprints_.front(); }
  // Returns the functions that run when an app context ends, in order.
  std::span<const Owned<TeardownHook>> teardown_app() const noexcept { return teardown_app_; }
  // Returns the providers of services that have many.
  const ProviderLists& providers() const noexcept { return *providers_; }
  // The same, for who may need them longer than the generation.
  std::shared_ptr<const ProviderLists> shared_providers() const noexcept { return providers_; }
  // Returns what the operator should know about the [[wrap]]s of app.toml, in sentences.
  const std::vector<std::string>& notes() const noexcept { return notes_; }
  // Returns the blueprint of an endpoint, or the app's level if it has none.
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
  std::shared_ptr<const ProviderLists> providers_;
  std::vector<std::string> notes_;
};

}  // namespace carboy::core::app
