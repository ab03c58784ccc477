// The services that one extension provides and uses: a part of its Scope.
//
// Thread rule: as Scope.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/app/owner.h"
#include "core/services/registry.h"

namespace carboy::core::extensions {

class ScopeServices {
 public:
  struct Declared {
    std::string name;
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
  };
  struct Need {
    services::Service* service;
    std::uint32_t minor;
  };

  ScopeServices(services::Registry& registry, const app::Owner& owner)
      : registry_(registry), owner_(owner) {}

  struct Provided {
    services::Service* service;
    std::uint32_t minor;
    void* object;
  };

  // Takes the services that the manifest says are provided and contributed to; afterwards no other
  // ones may be. Nothing: whatever the extension provides is accepted.
  void declare(std::optional<std::vector<Declared>> provides,
               std::optional<std::vector<Declared>> contributes) {
    declared_ = std::move(provides);
    contributes_ = std::move(contributes);
  }
  // Names the services that another extension provides although this one could.
  void leave_out(std::vector<std::string> names) { left_out_ = std::move(names); }

  // Collects a service. Throws base::Error if the extension already provides it, or if its manifest
  // does not declare it.
  void provide(services::Service& service, std::uint32_t minor, void* object);
  // Throws base::Error if the extension may not add a provider to the service: see
  // Scope::add_provider().
  void check_contributed(const services::Set& set, std::uint32_t minor) const;
  // Remembers that the extension needs a service in at least that minor version.
  void need(services::Service& service, std::uint32_t minor) {
    needs_.push_back({&service, minor});
  }

  const std::vector<Need>& needs() const noexcept { return needs_; }
  const std::vector<Provided>& provided() const noexcept { return provided_; }
  // The minor version in which a service is provided; nothing if it is not.
  std::optional<std::uint32_t> minor_version_of(const services::Service& service) const;
  bool provides(const services::Service& service) const {
    return minor_version_of(service).has_value();
  }
  std::size_t count() const noexcept { return provided_.size(); }
  // Whether a service is provided in at least that minor version.
  bool offers(const services::Service& service, std::uint32_t minor) const;

  // Makes this extension the provider of its services and returns the offers they replace, each with
  // the scope that provided it. `scope` identifies this one to the registry.
  struct Replaced {
    void* scope = nullptr;
    services::Registry::Departed offer;
  };
  std::vector<Replaced> publish(void* scope);
  // Whether publish() would replace the offer of anybody.
  bool replaces_offer() const;
  // Withdraws the services, unless another provider has replaced them, and returns the offers.
  std::vector<services::Registry::Departed> withdraw();
  // The names of services that the registry still resolves to this extension.
  std::vector<std::string> still_published() const;
  void clear() { provided_.clear(); }

 private:
  services::Registry& registry_;
  const app::Owner& owner_;
  std::optional<std::vector<Declared>> declared_;
  std::optional<std::vector<Declared>> contributes_;
  std::vector<std::string> left_out_;
  std::vector<Provided> provided_;
  std::vector<Need> needs_;
};

}  // namespace carboy::core::extensions
