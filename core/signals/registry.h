// Signals: named events, and the slots of extensions that are called for them.
//
// Thread rule: Signal's functions and Registry::signal() may be called from any thread, also inside
// a slot; Registry::exchange() from one thread at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rcu_ptr.h"

namespace carboy::core::signals {

// A function that is subscribed to a signal. The signal's signature defines the arguments.
class Slot {
 public:
  Slot(std::string owner, int priority) : owner_(std::move(owner)), priority_(priority) {}
  virtual ~Slot() = default;
  // Returns false if it failed; this thread's failure then holds the reason.
  virtual bool call(const void* arguments, std::size_t count) noexcept = 0;
  const std::string& owner() const noexcept { return owner_; }
  int priority() const noexcept { return priority_; }

 private:
  std::string owner_;
  int priority_;
};

// Called for a slot that failed, on the emitting thread.
using OnFault = std::function<void(std::string_view signal, const Slot& slot)>;

class Signal {
 public:
  Signal(std::string name, std::string signature, const OnFault& on_fault)
      : name_(std::move(name)), signature_(std::move(signature)), on_fault_(on_fault) {}

  // The number of slots. While it is zero, an emission costs one load.
  const std::atomic<std::uint32_t>& slot_count() const noexcept { return count_; }
  // Calls the slots by priority, then by age. A slot that fails does not stop the others.
  void emit(const void* arguments, std::size_t count) const noexcept;

  const std::string& name() const noexcept { return name_; }
  const std::string& signature() const noexcept { return signature_; }

 private:
  friend class Registry;
  using Slots = std::vector<Slot*>;
  std::string name_;
  std::string signature_;
  const OnFault& on_fault_;
  std::atomic<std::uint32_t> count_{0};
  base::RcuPtr<Slots> slots_;
};

// A slot and its signal. The slot's owner keeps the slot alive until it has been removed.
struct Connection {
  Signal* signal = nullptr;
  Slot* slot = nullptr;
};

class Registry {
 public:
  using Departed = base::RcuPtr<std::vector<Slot*>>::Retired;

  explicit Registry(OnFault on_fault = {}) : on_fault_(std::move(on_fault)) {}

  // Returns the signal of that name, making it at the first call. Returns null if the signal has
  // another signature.
  Signal* signal(std::string_view name, std::string_view signature);
  // Returns the signature of a signal, or an empty text for an unknown one.
  std::string signature_of(std::string_view name) const;

  // Removes and adds slots. Each signal changes in one step, so that an emission reaches either the
  // old slots or the new ones. A removed slot may be freed once wait() of every result has returned
  // true.
  std::vector<Departed> exchange(std::span<const Connection> removed,
                                 std::span<const Connection> added);

  bool is_connected(const Slot& slot) const;

 private:
  OnFault on_fault_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Signal>, std::less<>> signals_;
};

}  // namespace carboy::core::signals
