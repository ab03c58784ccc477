#include "core/extensions/life/scope_services.h"

#include <algorithm>

#include "core/base/error.h"

namespace carboy::core::extensions {

void ScopeServices::provide(services::Service& service, std::uint32_t minor, void* object) {
  const std::string& name = owner_.name();
  if (provides(service)) {
    throw base::Error(name + " provides the service " + service.name() +
                      " twice. Provide it once, or give the second one an id of its own.");
  }
  if (declared_ && std::none_of(declared_->begin(), declared_->end(), [&](const Declared& one) {
        return one.name == service.name() && one.major == service.major_version() &&
               one.minor == minor;
      })) {
    const std::string version =
        std::to_string(service.major_version()) + "." + std::to_string(minor);
    throw base::Error(name + " provides the service " + service.name() + " " + version +
                      ", which its manifest does not declare. Write \"provides\": {\"" +
                      service.name() + "\": \"" + version + "\"} into extension.json.");
  }
  if (std::find(left_out_.begin(), left_out_.end(), service.name()) != left_out_.end()) return;
  provided_.push_back({&service, minor, object});
}

void ScopeServices::check_contributed(const services::Set& set, std::uint32_t minor) const {
  const std::string major = std::to_string(set.major_version());
  const std::string version = major + "." + std::to_string(minor);
  const auto declares = [&](const Declared& one) {
    return one.name == set.name() && one.major == set.major_version() && one.minor >= minor;
  };
  if (contributes_ && std::none_of(contributes_->begin(), contributes_->end(), declares)) {
    throw base::Error(owner_.name() + " provides " + set.name() + " " + version +
                      ", which has many providers, and its manifest does not declare that. Write "
                      "\"contributes\": {\"" +
                      set.name() + "\": \"" + version + "\"} into extension.json.");
  }
  const auto offer = registry_.service(set.name(), set.major_version()).current();
  if (!offer) return;
  throw base::Error(offer->owner + " provides " + set.name() + " " + major +
                    " as its only provider, and " + owner_.name() +
                    " contributes to it. Both must be built with the same header of its owner.");
}

std::optional<std::uint32_t> ScopeServices::minor_version_of(
    const services::Service& service) const {
  const auto found = std::find_if(provided_.begin(), provided_.end(),
                                  [&](const Provided& one) { return one.service == &service; });
  return found == provided_.end() ? std::nullopt : std::optional(found->minor);
}

bool ScopeServices::offers(const services::Service& service, std::uint32_t minor) const {
  const std::optional<std::uint32_t> provided = minor_version_of(service);
  return provided && *provided >= minor;
}

std::vector<ScopeServices::Replaced> ScopeServices::publish(void* scope) {
  std::vector<Replaced> replaced;
  for (const Provided& one : provided_) {
    const auto before = one.service->current();
    auto departed = registry_.provide(*one.service, {one.object, one.minor, owner_.name(), scope});
    replaced.push_back({before ? before->tag : nullptr, std::move(departed)});
  }
  return replaced;
}

bool ScopeServices::replaces_offer() const {
  return std::any_of(provided_.begin(), provided_.end(),
                     [](const Provided& one) { return one.service->current().has_value(); });
}

std::vector<services::Registry::Departed> ScopeServices::withdraw() {
  std::vector<services::Registry::Departed> withdrawn;
  for (const Provided& one : provided_) {
    withdrawn.push_back(registry_.withdraw(*one.service, one.object));
  }
  return withdrawn;
}

std::vector<std::string> ScopeServices::still_published() const {
  std::vector<std::string> names;
  for (const Provided& one : provided_) {
    const auto now = one.service->current();
    if (now && now->object == one.object) names.push_back(one.service->name());
  }
  return names;
}

}  // namespace carboy::core::extensions
