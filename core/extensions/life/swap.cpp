#include "core/extensions/life/swap.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

// What `user` needs of `old` and `next` does not provide, as sentences; empty if there is nothing.
std::string broken_need(const Scope& user, const Scope& old, const Scope& next) {
  for (const ScopeServices::Need& need : user.services().needs()) {
    if (!old.services().provides(*need.service)) continue;
    const std::optional<std::uint32_t> minor = next.services().minor_version_of(*need.service);
    const std::string major = std::to_string(need.service->major_version());
    const std::string sentence =
        user.name() + " " + user.version() + " uses the service " + need.service->name() + " " +
        major + "." + std::to_string(need.minor) + ", which " + next.name() + " " + next.version();
    if (!minor) return sentence + " does not provide any more.";
    if (*minor < need.minor) {
      return sentence + " provides only as " + major + "." + std::to_string(*minor) + ".";
    }
  }
  return {};
}

}  // namespace

std::string Reload::describe() const {
  return name + " " + from + " -> " + to + "   started " + std::to_string(started.count()) +
         " ms · swapped · " + unload_result.describe();
}

Swap::Swap(const LoadedExtension& old, const LoadedExtension& next,
           std::vector<const Scope*> running)
    : old_(old), next_(next), scopes_(std::move(running)) {
  const Scope* const replaced = old.scope.get();
  std::replace(scopes_.begin(), scopes_.end(), replaced,
               static_cast<const Scope*>(next.scope.get()));
}

void Swap::check_needs() const {
  std::string broken;
  for (const Scope* user : scopes_) {
    if (user == next_.scope.get()) continue;
    const std::string need = broken_need(*user, *old_.scope, *next_.scope);
    if (!need.empty()) broken += (broken.empty() ? "" : "\n") + need;
  }
  if (!broken.empty()) throw base::Error(broken);
}

void Swap::publish(app::Kernel& kernel, std::unique_ptr<const app::Generation> generation) const {
  // Services first, so that the new routes find them; then all routes in one step; then the rest.
  next_.scope->take_over(old_.scope.get());
  kernel.publish(std::move(generation));
  next_.scope->start_work();
}

}  // namespace carboy::core::extensions
