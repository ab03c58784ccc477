#include "core/extensions/life/swap.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/extensions/resolve/lock.h"

namespace carboy::core::extensions {
namespace {

// Which of the scopes provides the service that `need` names; null: none.
const Scope* provider_of(const ScopeServices::Need& need, const std::vector<const Scope*>& scopes) {
  const auto found = std::find_if(scopes.begin(), scopes.end(), [&](const Scope* scope) {
    return scope->services().provides(*need.service);
  });
  return found == scopes.end() ? nullptr : *found;
}

std::string what_is_used(const Scope& user, const ScopeServices::Need& need) {
  return user.name() + " " + user.version() + " uses the service " + need.service->name() + " " +
         std::to_string(need.service->major_version()) + "." + std::to_string(need.minor);
}

}  // namespace

std::string Reload::describe() const {
  std::string start = "started " + std::to_string(started.count()) + " ms · ";
  if (handed_over) start += "state handed over " + std::to_string(handed_over->count()) + " ms · ";
  const std::string end = ended ? " · " + unload_result.describe() : "";
  if (from.empty()) return name + " " + to + "   " + start + "serves";
  if (to.empty()) return name + " " + from + "   stopped" + end;
  if (!sha256.empty()) start = shown_digest(sha256) + " · " + start;
  return name + " " + from + " -> " + to + "   " + start + "swapped" + end;
}

std::string Swap::broken_needs(const Scope& user) const {
  std::string broken;
  for (const ScopeServices::Need& need : user.services().needs()) {
    const auto lost = std::find_if(exchanges_.begin(), exchanges_.end(), [&](const Exchange& one) {
      return one.old != nullptr && one.old->services().provides(*need.service);
    });
    if (lost == exchanges_.end()) continue;
    const Scope* const provider = provider_of(need, scopes_);
    std::optional<std::uint32_t> minor;
    if (provider != nullptr) minor = provider->services().minor_version_of(*need.service);
    if (provider != nullptr && minor && *minor >= need.minor) continue;
    broken += (broken.empty() ? "" : "\n") + what_is_used(user, need);
    if (provider != nullptr && minor) {
      broken += ", which " + provider->name() + " " + provider->version() + " provides only as " +
                std::to_string(need.service->major_version()) + "." +
                std::to_string(minor.value_or(0)) + ".";
    } else if (lost->next != nullptr) {
      broken += ", which " + lost->next->name() + " " + lost->next->version() +
                " does not provide any more.";
    } else {
      broken += " of " + lost->old->name() + " " + lost->old->version() + ".";
    }
  }
  return broken;
}

void Swap::check_needs() const {
  std::string broken;
  for (const Scope* user : scopes_) {
    const std::string needs = broken_needs(*user);
    if (!needs.empty()) broken += (broken.empty() ? "" : "\n") + needs;
  }
  if (!broken.empty()) throw base::Error(broken);
}

void Swap::publish(app::Kernel& kernel, std::unique_ptr<const app::Generation> generation) const {
  // Services first, so that the new routes find them; then all routes in one step; then the rest.
  for (const Exchange& one : exchanges_) {
    if (one.next != nullptr && !one.next->is_active()) one.next->take_over(one.old);
  }
  kernel.publish(std::move(generation));
  for (const Exchange& one : exchanges_) {
    if (one.next != nullptr) one.next->work().start();
  }
}

}  // namespace carboy::core::extensions
