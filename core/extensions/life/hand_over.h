// How versions of extensions pass their state in memory to the next ones during a swap.
//
// Thread rule: HandOvers belongs to the host's life-cycle thread, HandOverData to one thread at a
// time.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/kernel.h"

namespace carboy::core::extensions {

struct LifecycleTimeouts;
struct LoadedExtension;
class Scope;

struct HandOverData {
  static constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
  std::string bytes;
  std::string other_version;  // the one on the other side
  bool is_sealed = false;     // nothing more may be written
};

// What an extension has registered for it. Each function returns false on failure; then the
// thread's failure says why.
struct HandOverFunctions {
  std::function<bool(HandOverData&)> save;  // called for the version that is replaced
  std::function<bool(HandOverData&)> take;  // called for the version that replaces it
};

// All hand-overs of one swap.
class HandOvers {
 public:
  // REQUIRES: both outlive the object.
  HandOvers(app::Kernel& kernel, const LifecycleTimeouts& timeouts);
  // Unless end() was called, lets the requests go on, to the old versions.
  ~HandOvers();
  HandOvers(const HandOvers&) = delete;
  HandOvers& operator=(const HandOvers&) = delete;

  // Does nothing, and returns nothing, unless both versions have registered functions. Otherwise
  // lets new requests to the old version wait, or all requests if its hooks run for all, stops its
  // timers, waits until its requests have ended, runs save and take, and returns how long that took.
  // Throws base::Error if the requests do not end, or if save or take fails or does not return in
  // time.
  std::optional<std::chrono::milliseconds> run(LoadedExtension& old, LoadedExtension& next);

  // Lets the requests go on, to the new versions, which have been published. Those that wait for an
  // old version wait until it is closed.
  void end() noexcept;

 private:
  class Hold;
  app::Kernel& kernel_;
  const LifecycleTimeouts& timeouts_;
  std::vector<std::unique_ptr<Hold>> holds_;
};

}  // namespace carboy::core::extensions
