// The change of several extensions in one step: versions that have started take the place of those
// that serve, others are added, others leave.
//
// Thread rule: one object for one change, on the thread that holds the host's life-cycle lock.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/app/kernel.h"
#include "core/extensions/life/life.h"
#include "core/extensions/resolve/resolver.h"

namespace carboy::core::extensions {

// What an operator wants to be different.
struct Change {
  std::vector<std::string> enabled;  // the extensions that run afterwards, as app.toml lists them
  std::vector<std::string> swapped;  // those that start anew from their files, although they run
  // The settings of all extensions, as configured; nothing: those that the host has.
  std::optional<std::map<std::string, nlohmann::json, std::less<>>> settings = std::nullopt;
  // [app] provide; nothing: what the host has. An extension for which it leaves out other services
  // than before must be among `swapped`.
  std::optional<ServiceChoices> choices = std::nullopt;
};

// What happened to one extension.
struct Reload {
  std::string name;
  std::string from;    // empty: it did not run before
  std::string to;      // empty: it does not run any more
  std::string sha256;  // of the new file, if it is another file of the same version
  std::chrono::milliseconds started{0};
  std::optional<std::chrono::milliseconds> handed_over;  // how long that took, if it was done
  bool ended = false;                                    // whether the old version has ended
  UnloadResult unload_result;                            // of the old version, once it has ended
  std::vector<std::string> announcements;                // of an extension that did not run before
  std::vector<std::string> warnings;  // about the whole change; of the first only

  // "guestbook 1.2.0 -> 1.3.0   started 12 ms · swapped · 3 requests drained 41 ms · old library
  // unloaded"; without the end while the old version has not ended. After a hand-over there is
  // "state handed over 2 ms" before "swapped". The beginning of the digest, if there is one,
  // comes first: "SHA-256 3fa80c12b97e".
  std::string describe() const;
};

class Swap {
 public:
  // Either may be null: `next` is added, or `old` leaves.
  struct Exchange {
    Scope* old = nullptr;
    Scope* next = nullptr;
  };
  // `scopes`: those of all extensions that will run, in the order of their start. REQUIRES:
  // everything outlives the swap.
  Swap(std::vector<Exchange> exchanges, std::vector<const Scope*> scopes)
      : exchanges_(std::move(exchanges)), scopes_(std::move(scopes)) {}

  // The scopes of all extensions that will run after the swap.
  const std::vector<const Scope*>& scopes() const noexcept { return scopes_; }

  // Throws base::Error if an extension that will run uses a service that an old version provides
  // and no version that will run does.
  void check_needs() const;

  // Moves services, signal slots and routes to the new versions and starts their timers and
  // background work. `generation` is built from scopes(). New requests then get the new versions;
  // requests that are inside the old ones stay there.
  void publish(app::Kernel& kernel, std::unique_ptr<const app::Generation> generation) const;

 private:
  std::string broken_needs(const Scope& user) const;

  std::vector<Exchange> exchanges_;
  std::vector<const Scope*> scopes_;
};

}  // namespace carboy::core::extensions
