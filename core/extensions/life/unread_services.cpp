#include "core/extensions/life/unread_services.h"

#include <map>
#include <set>

#include "core/base/words.h"

namespace carboy::core::extensions {
namespace {

using Readers = std::map<std::uint32_t, std::set<std::string>>;

std::string title_of(const Scope& scope) { return scope.name() + " " + scope.version(); }

// Returns those of `readers` that run, by major version.
Readers running_ones(const Readers& readers, const std::vector<const Scope*>& scopes) {
  Readers running;
  for (const auto& [major, names] : readers) {
    for (const Scope* scope : scopes) {
      if (names.contains(title_of(*scope))) running[major].insert(title_of(*scope));
    }
  }
  return running;
}

}  // namespace

void warn_of_unread_services(const std::vector<const Scope*>& scopes,
                             const services::Registry& registry,
                             const std::function<void(const std::string& sentence)>& warn) {
  for (const Scope* scope : scopes) {
    std::set<const services::Set*> sets;
    for (const app::ProviderEntry& one : scope->contribution().providers) sets.insert(one.set);
    for (const services::Set* set : sets) {
      const Readers readers = running_ones(registry.readers_of(set->name()), scopes);
      if (readers.empty() || readers.contains(set->major_version())) continue;
      const auto& [major, names] = *readers.rbegin();
      warn(title_of(*scope) + " contributes to " + set->name() + " " +
           std::to_string(set->major_version()) + ", but " +
           base::joined(std::vector<std::string>(names.begin(), names.end())) +
           (names.size() == 1 ? " reads " : " read ") + set->name() + " " + std::to_string(major) +
           ", so it has no effect. Build " + scope->name() + " with the header of that version.");
    }
  }
}

}  // namespace carboy::core::extensions
