// Everything that one extension adds to the handling of requests: its routes, hooks and error
// handlers, by blueprint.
//
// Thread rule: the thread that starts the extension fills it in; once published, all threads read
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/owner.h"
#include "core/app/provider_lists.h"
#include "core/app/view.h"
#include "core/routing/converter.h"
#include "core/services/registry.h"

namespace carboy::core::app {

// A wrapper of a route, named by the service that provides it.
struct WrapperUse {
  services::Service* service = nullptr;
  std::uint32_t minor_version = 0;
  std::string options;
};

// A wrapper that an extension provides. `object` is what the boundary passes to AskWrapper.
struct ProvidedWrapper {
  services::Service* service = nullptr;
  std::uint32_t minor_version = 0;
  void* object = nullptr;
};

// One rule of a route, with the options of Werkzeug's Rule. An empty option means the app's
// default.
struct RuleEntry {
  std::string rule;  // with the prefixes of its blueprints
  std::vector<routing::NamedValue> defaults;
  std::optional<std::string> host;       // the only host that the rule matches
  std::optional<std::string> subdomain;  // of the app's server_name
  std::optional<bool> strict_slashes;
  std::optional<bool> merge_slashes;
  std::optional<std::string> redirect_to;
  bool alias = false;
  bool build_only = false;
  bool websocket = false;
};

struct RouteEntry : RuleEntry {
  std::vector<RuleEntry> others;     // more rules for the same view
  std::vector<std::string> methods;  // an empty list means all
  std::string endpoint;              // full name; may be empty
  std::size_t blueprint = 0;
  bool nonblocking = false;
  bool automatic_options = true;     // the host answers OPTIONS unless a view does
  std::vector<WrapperUse> wrappers;  // outermost first
  std::unique_ptr<View> view;        // null if the rules only serve URLs and redirects
  std::unique_ptr<RouteCost> cost = std::make_unique<RouteCost>();
};

struct BlueprintEntry {
  std::string name;    // full name: outer.inner; empty for the app's own level
  std::string prefix;  // including the prefixes of the outer blueprints
  std::size_t parent = 0;
  std::optional<std::string> host;                // default for its routes
  std::optional<std::string> subdomain;           // followed by those of the outer ones
  std::vector<std::unique_ptr<Hook>> url_values;  // url_value_preprocessor
  std::vector<std::unique_ptr<Hook>> before;
  std::vector<std::unique_ptr<Hook>> after;
  std::vector<std::unique_ptr<TeardownHook>> teardown;
  std::vector<std::unique_ptr<UrlDefaults>> url_defaults;
  std::vector<std::pair<int, std::unique_ptr<ErrorHandler>>> errors_by_code;
  std::vector<std::pair<std::string, std::unique_ptr<ErrorHandler>>> errors_by_id;
  std::unique_ptr<View> fallback;  // answers requests below the prefix that match no route
};

struct ConverterEntry {
  std::string name;
  routing::ConverterFactory factory;
};

struct Contribution {
  explicit Contribution(Owner& registrant) : owner(registrant) { blueprints.emplace_back(); }

  Owner& owner;
  std::vector<BlueprintEntry> blueprints;  // the first is the app's own level
  std::vector<RouteEntry> routes;
  std::vector<ConverterEntry> converters;
  std::vector<std::unique_ptr<TeardownHook>> teardown_app;
  std::vector<ProviderEntry> providers;  // of services that have many
  // Each returns false to refuse a publish; then the thread's failure says why.
  std::vector<std::function<bool()>> before_publish;
  std::vector<ProvidedWrapper> provided_wrappers;

  // Returns whether requests to other extensions' routes may run code of this one, too.
  bool is_app_wide() const;
  // Returns the number of things that are registered.
  std::size_t size() const;
  // Removes everything.
  void clear();
};

}  // namespace carboy::core::app
