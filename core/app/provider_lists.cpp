#include "core/app/provider_lists.h"

#include <algorithm>

#include "core/app/contribution.h"

namespace carboy::core::app {
namespace {

struct Ranked {
  const ProviderEntry* entry;
  Owner* owner;
  std::ptrdiff_t place;  // of the extension in app.toml
};

std::vector<Ranked> ranked(std::span<const Contribution* const> contributions,
                           std::span<const std::string> listed) {
  std::vector<Ranked> all;
  for (const Contribution* contribution : contributions) {
    Owner& owner = contribution->owner;
    const auto place = std::find(listed.begin(), listed.end(), owner.name()) - listed.begin();
    for (const ProviderEntry& entry : contribution->providers) {
      all.push_back({&entry, &owner, place});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Ranked& a, const Ranked& b) {
    if (a.entry->priority != b.entry->priority) return a.entry->priority > b.entry->priority;
    return a.place < b.place;
  });
  return all;
}

}  // namespace

ProviderLists::ProviderLists(std::uint64_t version,
                             std::span<const Contribution* const> contributions,
                             std::span<const std::string> listed)
    : version_(version) {
  for (const Ranked& one : ranked(contributions, listed)) {
    const std::size_t number = one.entry->set->number();
    if (lists_.size() <= number) lists_.resize(number + 1);
    if (lists_[number] == nullptr) lists_[number] = std::make_unique<ProviderList>();
    const std::string& name = one.owner->name();
    lists_[number]->items.push_back({one.entry->object, name.data(), name.size(),
                                     one.entry->priority, one.entry->minor_version});
    lists_[number]->owners.push_back(one.owner);
  }
}

const ProviderList& ProviderLists::of(const services::Set& set) const noexcept {
  static const ProviderList kEmpty;
  if (set.number() >= lists_.size() || lists_[set.number()] == nullptr) return kEmpty;
  return *lists_[set.number()];
}

}  // namespace carboy::core::app
