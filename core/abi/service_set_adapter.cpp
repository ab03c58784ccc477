#include "core/abi/service_set_adapter.h"

#include <cstddef>

#include "core/app/failure.h"
#include "core/app/owner.h"
#include "core/app/pages/request_reads.h"

namespace carboy::core::abi {
namespace {

using Crossing = carboy::abi::Provider;
static_assert(sizeof(app::Provider) == sizeof(Crossing) &&
              offsetof(app::Provider, object) == offsetof(Crossing, object) &&
              offsetof(app::Provider, extension) ==
                  offsetof(Crossing, extension) + offsetof(Text, data) &&
              offsetof(app::Provider, extension_size) ==
                  offsetof(Crossing, extension) + offsetof(Text, size) &&
              offsetof(app::Provider, priority) == offsetof(Crossing, priority) &&
              offsetof(app::Provider, minor_version) == offsetof(Crossing, minor_version));

using Lease = base::RcuPtr<app::Generation>::Lease;

// A token is the address of a list that a unit of work keeps, marked by this bit, or else a lease of
// a generation, whose shard takes the bits below.
constexpr std::uint64_t kIsKept = 16;
static_assert(kIsKept >= base::Gate::kShards && alignof(app::ProviderList) > kIsKept);

carboy::abi::ProviderList crossing(const app::ProviderList& list, std::uint64_t version,
                                   std::uint64_t token) noexcept {
  return {reinterpret_cast<const Crossing*>(list.items.data()), list.items.size(), version, token};
}

// What this thread makes lacks something that it may have the next time.
void keep_out_of_the_store() {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr || !exchange->state().page.is_recorded) return;
  exchange->state().page.reads->refuse("a provider of a service failed");
}

}  // namespace

carboy::abi::ProviderList ServiceSetAdapter::pin() noexcept {
  if (app::Unit* const unit = app::CurrentUnit::get(); unit != nullptr) {
    const app::ProviderLists& lists = kernel_.lists_of(*unit);
    const app::ProviderList& list = lists.of(set_);
    return crossing(list, lists.version(), reinterpret_cast<std::uintptr_t>(&list) | kIsKept);
  }
  Lease lease = kernel_.generation();
  const app::ProviderLists& lists = lease->providers();
  const app::ProviderList& list = lists.of(set_);
  return crossing(list, lists.version(), std::move(lease).detach());
}

void ServiceSetAdapter::unpin(uint64_t token) noexcept {
  if (token != 0 && (token & kIsKept) == 0) Lease::attach(token);
}

app::Owner* ServiceSetAdapter::owner_at(uint64_t token, size_t index) const noexcept {
  if (token == 0) return nullptr;
  const app::ProviderList* list = nullptr;
  if ((token & kIsKept) != 0) {
    list = reinterpret_cast<const app::ProviderList*>(token & ~kIsKept);
  } else {
    Lease lease = Lease::attach(token);
    list = &lease->providers().of(set_);
    std::move(lease).detach();
  }
  return index < list->owners.size() ? list->owners[index] : nullptr;
}

void ServiceSetAdapter::enter(uint64_t token, size_t index) noexcept {
  if (const app::Owner* owner = owner_at(token, index); owner != nullptr) {
    app::RunningProvider::enter(owner);
  } else {
    app::RunningProvider::leave();
  }
}

void ServiceSetAdapter::report(uint64_t token, size_t index) noexcept {
  app::Owner* const owner = owner_at(token, index);
  if (owner == nullptr) return;
  keep_out_of_the_store();
  owner->faults.fetch_add(1, std::memory_order_relaxed);
  if (!log_) return;
  log_(base::LogLevel::error, owner->name(),
       "a provider of " + set_.name() + " failed: " + app::thread_failure().message);
}

}  // namespace carboy::core::abi
