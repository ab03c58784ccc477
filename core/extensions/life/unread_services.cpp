#include "core/extensions/life/unread_services.h"

#include <set>

#include "core/base/words.h"

namespace carboy::core::extensions {

std::vector<std::string> unread_services(const std::vector<const Scope*>& scopes,
                                         const services::Registry& registry) {
  std::vector<std::string> sentences;
  for (const Scope* scope : scopes) {
    std::set<const services::Set*> sets;
    for (const app::ProviderEntry& one : scope->contribution().providers) sets.insert(one.set);
    for (const services::Set* set : sets) {
      const auto readers = registry.readers_of(set->name());
      if (readers.empty() || readers.contains(set->major_version())) continue;
      const auto& [major, names] = *readers.rbegin();
      sentences.push_back(scope->name() + " " + scope->version() + " contributes to " +
                          set->name() + " " + std::to_string(set->major_version()) + ", but " +
                          base::joined(std::vector<std::string>(names.begin(), names.end())) +
                          " reads " + set->name() + " " + std::to_string(major) +
                          ", so it has no effect. Build " + scope->name() +
                          " with the header of that version.");
    }
  }
  return sentences;
}

}  // namespace carboy::core::extensions
