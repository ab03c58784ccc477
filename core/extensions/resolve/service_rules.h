// The rules about services that the enabled extensions have to keep together: one provider or many,
// and a provider for whatever is used.
//
// Thread rule: a value; any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/resolve/resolver.h"

namespace carboy::core::extensions {

class ServiceRules {
 public:
  using Available = std::map<std::string, const InstalledExtension*>;
  // `active`: the enabled extensions. REQUIRES: all outlive this object.
  ServiceRules(std::vector<const Manifest*> active, const ServiceChoices& choices,
               const Available& available)
      : active_(std::move(active)), choices_(choices), available_(available) {}

  // Calls `report` for each rule that is broken.
  using Report = std::function<void(Problem)>;
  void check(const Report& report) const;

  // Returns the enabled extension that provides a service in that major version, or null.
  const Manifest* provider_of(const ProvidedService& service) const;

 private:
  void check_duplicates(const Report& report) const;
  void check_mixed(const Report& report) const;
  void check_uses(const Report& report) const;
  void check_choices(const Report& report) const;
  bool is_chosen(const Manifest& manifest, const std::string& id) const;
  std::vector<const Manifest*> providers_of(std::string_view id) const;
  Problem unprovided(const Manifest& user, const ProvidedService& use) const;
  Problem in_another_version(const Manifest& user, const ProvidedService& use,
                             const Manifest& provider) const;

  std::vector<const Manifest*> active_;
  const ServiceChoices& choices_;
  const Available& available_;
};

}  // namespace carboy::core::extensions
