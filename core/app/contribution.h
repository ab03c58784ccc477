// What one extension adds to the request path: its routes, hooks and error handlers, by blueprint.
//
// Thread rule: filled in by the thread that starts the extension; read by all once published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/owner.h"
#include "core/app/view.h"
#include "core/routing/converter.h"
#include "core/services/registry.h"

namespace carboy::core::app {

// A wrapper of a route, by the service that provides it.
struct WrapperUse {
  services::Slot* service = nullptr;
  std::uint32_t minor_version = 0;
  std::string options;
};

// One rule of a route, with what Werkzeug's Rule takes; nothing: what the app says.
struct RuleEntry {
  std::string rule;  // with the prefixes of its blueprints
  std::vector<routing::NamedValue> defaults;
  std::optional<std::string> host;       // the rule is for requests to this host only
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
  std::vector<std::string> methods;  // none: all
  std::string endpoint;              // full name; empty when it has none
  std::size_t blueprint = 0;
  bool nonblocking = false;
  bool automatic_options = true;     // the host answers OPTIONS, where no view does
  std::vector<WrapperUse> wrappers;  // outermost first
  std::unique_ptr<View> view;        // null: the rules are there for URLs and redirects only
};

struct BlueprintEntry {
  std::string name;    // full name: outer.inner; empty for the app's own level
  std::string prefix;  // with those of the outer ones
  std::size_t parent = 0;
  std::optional<std::string> host;                // of its routes, unless they say otherwise
  std::optional<std::string> subdomain;           // with those of the outer ones behind it
  std::vector<std::unique_ptr<Hook>> url_values;  // url_value_preprocessor
  std::vector<std::unique_ptr<Hook>> before;
  std::vector<std::unique_ptr<Hook>> after;
  std::vector<std::unique_ptr<TeardownHook>> teardown;
  std::vector<std::unique_ptr<UrlDefaults>> url_defaults;
  std::vector<std::pair<int, std::unique_ptr<ErrorHandler>>> errors_by_code;
  std::vector<std::pair<std::string, std::unique_ptr<ErrorHandler>>> errors_by_id;
  std::unique_ptr<View> fallback;  // answers below the prefix where no route does
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

  // Whether requests to other extensions' routes run its code, too.
  bool is_app_wide() const;
  std::size_t size() const;
  // Forgets everything.
  void clear();
};

}  // namespace carboy::core::app
