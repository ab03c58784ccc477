// A unit of work: a request with its stream, one run of a timer, a command, or what an extension
// does between begin_unit and end_unit. It sees one version of each service, and one list of the
// providers of services that have many.
//
// Why it is needed: a transaction that began on one version of a database's extension and continued
// on the next one found "cannot commit: no transaction is active", and the drain of the old version
// saw nobody inside.
//
// Thread rule: a Unit belongs to one thread at a time, as the exchange does that it is part of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/app/generation.h"
#include "core/app/provider_lists.h"
#include "core/base/rcu_ptr.h"
#include "core/services/registry.h"

namespace carboy::core::app {

class Unit {
 public:
  // Learns about each provider that the unit begins to hold.
  class Watcher {
   public:
    // `tag`: of the provider; null when the unit begins to hold a generation.
    virtual void holds(void* tag) noexcept = 0;

   protected:
    ~Watcher() = default;
  };

  Unit() = default;
  ~Unit() { end(); }
  Unit(const Unit&) = delete;
  Unit& operator=(const Unit&) = delete;

  // Returns the provider that the unit has seen first, and keeps it until end(). The token is 0.
  services::Pin pin(services::Service& service, std::uint32_t minor) noexcept;
  // Returns the lists that the unit has seen first: those of `own`, if that is not empty, or else
  // of `newest`.
  const ProviderLists& lists(const base::RcuPtr<Generation>::Lease& own,
                             const base::RcuPtr<Generation>& newest) noexcept;

  // Makes the unit see a provider, or these lists, without keeping them. REQUIRES: they outlive it.
  void show(services::Service& service, services::Pin pin);
  void show(const ProviderLists& lists) noexcept { lists_ = &lists; }

  // Calls `watcher` at once for what the unit holds, and later for what it begins to hold. Null
  // ends that.
  void watch(Watcher* watcher) noexcept;

  // Releases what the unit holds.
  void end() noexcept;

 private:
  struct Held {
    services::Service* service;
    services::Pin pin;
  };
  services::Pin pin_first(services::Service& service, std::uint32_t minor) noexcept;

  std::vector<Held> held_;
  base::RcuPtr<Generation>::Lease generation_;
  const ProviderLists* lists_ = nullptr;
  Watcher* watcher_ = nullptr;
};

// Makes a unit the thread's current one during its own lifetime.
class CurrentUnit {
 public:
  explicit CurrentUnit(Unit& unit) noexcept : outer_(exchange(&unit)) {}
  ~CurrentUnit() { exchange(outer_); }
  CurrentUnit(const CurrentUnit&) = delete;
  CurrentUnit& operator=(const CurrentUnit&) = delete;

  // Returns the unit that this thread works on, or null outside of one.
  static Unit* get() noexcept { return current_; }
  // Makes `unit`, which may be null, the current one, and returns the one before.
  static Unit* exchange(Unit* unit) noexcept { return std::exchange(current_, unit); }

 private:
  // As in gate.h, the variable may have a fixed place in each thread.
  [[gnu::tls_model("initial-exec")]] static inline thread_local Unit* current_ = nullptr;
  Unit* outer_;
};

// A unit that lasts as long as this object, on this thread.
class OwnUnit {
 public:
  OwnUnit() : current_(unit_) {}

 private:
  Unit unit_;
  CurrentUnit current_;
};

// Pins a provider in this thread's unit of work, or only until unpin() outside of one.
inline services::Pin pin(services::Service& service, std::uint32_t minor) noexcept {
  Unit* const unit = CurrentUnit::get();
  return unit == nullptr ? service.pin(minor) : unit->pin(service, minor);
}

}  // namespace carboy::core::app
