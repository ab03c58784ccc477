// One version of an extension from loading to unloading.
//
// Thread rule: start_extension() and end_extension() on the host's life-cycle thread, one at a
// time; never on a thread that has frames of an extension.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/app/kernel.h"
#include "core/extensions/life/instance.h"
#include "core/extensions/life/library.h"
#include "core/extensions/life/scope.h"
#include "core/extensions/life/static_files.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::extensions {

// How long each step may take.
struct LifecycleTimeouts {
  std::chrono::milliseconds start{30000};
  std::chrono::milliseconds drain{10000};
  std::chrono::milliseconds cancel{1000};  // after drain: what was cancelled may still end
  std::chrono::milliseconds stop{5000};
};

// What is to be loaded.
struct Candidate {
  std::string name;
  std::string version;
  std::filesystem::path file;
  std::string sha256;  // as it was looked at; empty: not looked at
  std::string sdk;     // it was built with
  std::optional<std::vector<Scope::Declared>> provides;  // by its manifest; none: not looked at
  std::shared_ptr<const StaticFiles> static_files;       // null: none
  std::string pinning;  // what will keep the library in the process, from its symbols; or empty
};

// What `file`, which was opened from `path`, says of itself.
Candidate candidate_of(const ExtensionFile& file, const std::filesystem::path& path);

struct LoadedExtension {
  Candidate candidate;
  std::unique_ptr<Library> library;
  std::unique_ptr<Scope> scope;
  std::unique_ptr<Instance> instance;
};

// Loads and runs init. On return everything is registered and nothing serves yet. Throws
// base::Error with the reason; then nothing is left of it, except a library whose init does not
// return.
std::unique_ptr<LoadedExtension> start_extension(const Candidate& candidate,
                                                 const nlohmann::json& settings,
                                                 Registries& registries, const RunFolder& folder,
                                                 const Bind& bind,
                                                 const LifecycleTimeouts& patience);

// What became of a version that had to go.
struct UnloadResult {
  std::int64_t requests = 0;  // that were inside when it was replaced
  std::chrono::milliseconds drained{0};
  bool unloaded = false;
  std::string why;  // when not unloaded: what keeps it

  // "3 requests drained 41 ms · old library unloaded"
  std::string words() const;
};

// Drains, stops, unwinds and unloads a version that no published generation names any more.
// A version that cannot go is kept for ever ("retired"), and `why` says what holds it.
UnloadResult end_extension(std::unique_ptr<LoadedExtension> loaded, app::Kernel& kernel,
                           const LifecycleTimeouts& patience);

}  // namespace carboy::core::extensions
