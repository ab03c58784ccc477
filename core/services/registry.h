// Services: which extension provides what, looked up at each use.
//
// Thread rule: every function of Service and Set may be called from any thread.
// Registry::service(), set() and note_reader() too; provide() and withdraw() from one thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
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
  void* tag = nullptr;  // belongs to the provider; returned with every pin
};

// A pinned provider. `object` is null if there is no provider. Pass the token to unpin().
struct Pin {
  void* object = nullptr;
  std::uint64_t token = 0;
  void* tag = nullptr;
  std::uint32_t minor_version = 0;
};

// A service, and the place of its provider. Its address never changes while the host runs.
class Service {
 public:
  Service(std::string name, std::uint32_t major_version)
      : name_(std::move(name)), major_version_(major_version) {}

  // Returns the provider, and keeps it from being removed until unpin(). Returns an empty pin if
  // there is no provider or its minor version is below `minor`.
  Pin pin(std::uint32_t minor) noexcept;
  // Does nothing for the token 0.
  static void unpin(std::uint64_t token) noexcept;

  // Returns the current offer, for messages; nothing if no extension provides the service.
  std::optional<Offer> current() const;
  const std::string& name() const noexcept { return name_; }
  std::uint32_t major_version() const noexcept { return major_version_; }

 private:
  friend class Registry;
  std::string name_;
  std::uint32_t major_version_;
  base::RcuPtr<Offer> offer_;
};

// A service that has many providers. Who they are is listed by each generation of the app. Its
// address never changes while the host runs.
class Set {
 public:
  Set(std::string name, std::uint32_t major_version, std::size_t number)
      : name_(std::move(name)), major_version_(major_version), number_(number) {}

  const std::string& name() const noexcept { return name_; }
  std::uint32_t major_version() const noexcept { return major_version_; }
  // Sets are numbered from 0 on.
  std::size_t number() const noexcept { return number_; }

 private:
  std::string name_;
  std::uint32_t major_version_;
  std::size_t number_;
};

class Registry {
 public:
  using Departed = base::RcuPtr<Offer>::Retired;

  // Returns the service of that name and major version, making it at the first call.
  Service& service(std::string_view name, std::uint32_t major_version);

  // Returns the service with many providers of that name and major version, making it at the first
  // call.
  Set& set(std::string_view name, std::uint32_t major_version);
  // Returns all of them.
  std::vector<const Set*> sets() const;
  // Remembers that a version of an extension ("admin 1.4.0") reads the providers of a service in
  // that major version.
  void note_reader(std::string_view name, std::uint32_t major_version, std::string_view extension);
  // Returns which have ever read the providers of a service, by major version.
  std::map<std::uint32_t, std::set<std::string>> readers_of(std::string_view name) const;

  // Makes `offer` the provider. Returns the offer it replaces, whose object may be freed once
  // wait() of the result has returned true.
  Departed provide(Service& service, Offer offer);

  // Removes the provider if it is still `object`; otherwise does nothing.
  Departed withdraw(Service& service, const void* object);

  // Returns the names of all services that have a provider.
  std::vector<std::string> names() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::uint32_t>, std::unique_ptr<Service>, std::less<>> services_;
  std::map<std::pair<std::string, std::uint32_t>, std::unique_ptr<Set>, std::less<>> sets_;
  std::map<std::string, std::map<std::uint32_t, std::set<std::string>>, std::less<>> readers_;
};

}  // namespace carboy::core::services
