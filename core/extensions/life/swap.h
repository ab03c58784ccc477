// The swap of one extension: a version that has started takes the place of the one that serves.
//
// Thread rule: one object for one swap, on the thread that holds the host's life-cycle lock.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/app/kernel.h"
#include "core/extensions/life/life.h"

namespace carboy::core::extensions {

// What a reload did.
struct Reload {
  std::string name;
  std::string from;
  std::string to;
  std::chrono::milliseconds started{0};
  UnloadResult unload_result;  // of the old version

  // "guestbook 1.2.0 -> 1.3.0   started 12 ms · swapped · 3 requests drained 41 ms · old library
  // unloaded"
  std::string describe() const;
};

class Swap {
 public:
  // `running`: the scopes of all extensions that run, in the order of their start, old's among
  // them. REQUIRES: everything outlives the swap.
  Swap(const LoadedExtension& old, const LoadedExtension& next, std::vector<const Scope*> running);

  // The scopes of all extensions that will run after the swap.
  const std::vector<const Scope*>& scopes() const noexcept { return scopes_; }

  // Throws base::Error if another extension uses a service that the old version provides and the
  // new one does not.
  void check_needs() const;

  // Moves services, signal slots and routes to the new version and starts its timers and background
  // work. `generation` is built from scopes(). New requests then get the new version; requests that
  // are inside the old one stay there.
  void publish(app::Kernel& kernel, std::unique_ptr<const app::Generation> generation) const;

 private:
  const LoadedExtension& old_;
  const LoadedExtension& next_;
  std::vector<const Scope*> scopes_;
};

}  // namespace carboy::core::extensions
