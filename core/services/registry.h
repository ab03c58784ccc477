// Services: which extension provides what, found anew at every use.
//
// Thread rule: every function of Slot may be called from any thread. Registry::slot() too;
// provide() and withdraw() from one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/rcu_ptr.h"

namespace carboy::core::services {

// One provider of a service.
struct Offer {
  void* object = nullptr;
  std::uint32_t minor_version = 0;
  std::string owner;    // the extension, for messages
  void* tag = nullptr;  // the providers' own mark, given back with every pin
};

// A pinned provider; object is null when there is none. The token goes back to unpin().
struct Pin {
  void* object = nullptr;
  std::uint64_t token = 0;
  void* tag = nullptr;
};

// Where the provider of one service stands. Its address never changes while the host lives.
class Slot {
 public:
  Slot(std::string name, std::uint32_t major_version)
      : name_(std::move(name)), major_version_(major_version) {}

  // The provider, kept from leaving until unpin(). None when its minor version is below `minor`.
  Pin pin(std::uint32_t minor) noexcept;
  static void unpin(std::uint64_t token) noexcept;

  // What is offered now, for messages; nothing when nobody provides it.
  std::optional<Offer> current() const;
  const std::string& name() const noexcept { return name_; }
  std::uint32_t major_version() const noexcept { return major_version_; }

 private:
  friend class Registry;
  std::string name_;
  std::uint32_t major_version_;
  base::RcuPtr<Offer> offer_;
};

class Registry {
 public:
  using Departed = base::RcuPtr<Offer>::Retired;

  // The slot of a service, made when it is asked for first.
  Slot& slot(std::string_view name, std::uint32_t major_version);

  // Makes `offer` the provider. What it replaces is given back: it may be freed when the result's
  // wait() has said that nobody uses it any more.
  Departed provide(Slot& slot, Offer offer);

  // Takes the provider away, if it is still `object`; otherwise nothing happens.
  Departed withdraw(Slot& slot, const void* object);

  // The names of all services that somebody provides now.
  std::vector<std::string> names() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::uint32_t>, std::unique_ptr<Slot>, std::less<>> slots_;
};

}  // namespace carboy::core::services
