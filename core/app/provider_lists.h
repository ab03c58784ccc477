// The providers of services that have many, as one generation lists them.
//
// Thread rule: immutable; read by all threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/app/owner.h"
#include "core/services/registry.h"

namespace carboy::core::app {

// One provider, laid out as it crosses the boundary (abi::Provider).
struct Provider {
  void* object = nullptr;
  const char* extension = nullptr;
  std::size_t extension_size = 0;
  std::int32_t priority = 0;
  std::uint32_t minor_version = 0;
};

// A provider that an extension contributes.
struct ProviderEntry {
  const services::Set* set = nullptr;
  std::int32_t priority = 0;
  std::uint32_t minor_version = 0;
  void* object = nullptr;
};

// Aligned so that the low bits of its address can say what a token is.
struct alignas(64) ProviderList {
  std::vector<Provider> items;
  std::vector<Owner*> owners;  // of the items
};

struct Contribution;

class ProviderLists {
 public:
  // `version` identifies the lists. Sorts each by priority, higher first, then in the order in
  // which `listed` names the extensions; those that it does not name are last.
  ProviderLists(std::uint64_t version, std::span<const Contribution* const> contributions,
                std::span<const std::string> listed);

  // Returns the providers of a service; an empty list if there are none.
  const ProviderList& of(const services::Set& set) const noexcept;
  std::uint64_t version() const noexcept { return version_; }

 private:
  std::uint64_t version_;
  std::vector<std::unique_ptr<ProviderList>> lists_;  // by the number of the set; may be null
};

}  // namespace carboy::core::app
