// What one extension adds to the request path: its routes, hooks and error handlers, by blueprint.
//
// Thread rule: filled in by the thread that starts the extension; read by all once published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/app/owner.h"
#include "core/app/view.h"
#include "core/services/registry.h"

namespace carboy::core::app {

// A wrapper of a route, by the service that provides it.
struct WrapperUse {
  services::Slot* service = nullptr;
  std::uint32_t minor_version = 0;
  std::string options;
};

struct RouteEntry {
  std::vector<std::string> methods;
  std::string rule;      // with the prefixes of its blueprints
  std::string endpoint;  // full name; empty when it has none
  std::size_t blueprint = 0;
  bool nonblocking = false;
  std::vector<WrapperUse> wrappers;  // outermost first
  std::unique_ptr<View> view;
};

struct BlueprintEntry {
  std::string name;    // full name: outer.inner; empty for the app's own level
  std::string prefix;  // with those of the outer ones
  std::size_t parent = 0;
  std::vector<std::unique_ptr<Hook>> before;
  std::vector<std::unique_ptr<Hook>> after;
  std::vector<std::unique_ptr<TeardownHook>> teardown;
  std::vector<std::pair<int, std::unique_ptr<ErrorHandler>>> errors_by_code;
  std::vector<std::pair<std::string, std::unique_ptr<ErrorHandler>>> errors_by_id;
};

struct Contribution {
  explicit Contribution(Owner& registrant) : owner(registrant) { blueprints.emplace_back(); }

  Owner& owner;
  std::vector<BlueprintEntry> blueprints;  // the first is the app's own level
  std::vector<RouteEntry> routes;

  // Whether requests to other extensions' routes run its code, too.
  bool is_app_wide() const;
  std::size_t size() const;
};

}  // namespace carboy::core::app
