// One version of an extension from loading to unloading.
//
// Thread rule: start_extension() and end_extension() on the host's life-cycle thread, one at a
// time; never on a thread that has frames of an extension.
#pragma once

#include <atomic>
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
  std::chrono::milliseconds cancel{1000};  // after drain, for requests that were cancelled then
  std::chrono::milliseconds stop{5000};
  std::chrono::milliseconds publish{600'000};  // for each before_publish function
  std::chrono::milliseconds hand_over{5000};   // for each of its two functions
};

// An extension that is about to be loaded.
struct Candidate {
  std::string name;
  std::string version;
  std::filesystem::path file;
  std::string sha256;  // of the file that was checked; empty: it was not checked
  std::string sdk;     // the SDK it was built with
  std::optional<std::vector<ScopeServices::Declared>>
      provides;  // by its manifest; nothing: not read
  std::optional<std::vector<ScopeServices::Declared>> contributes;  // in the same way
  std::vector<std::string> left_out;                // services that another one was chosen for
  std::shared_ptr<const StaticFiles> static_files;  // null: none
  std::string mount = {};  // the path that all its rules begin with; empty: none
  std::string pinning;     // what in its symbols will keep the library in the process, or empty
};

// The candidate that `file`, which was opened from `path`, describes.
Candidate candidate_of(const ExtensionFile& file, const std::filesystem::path& path);

struct LoadedExtension {
  Candidate candidate;
  std::unique_ptr<Library> library;
  std::unique_ptr<Scope> scope;
  std::unique_ptr<Instance> instance;
  // Whether a function of its hand-over has not returned yet.
  std::shared_ptr<std::atomic<bool>> busy = std::make_shared<std::atomic<bool>>(false);
};

// Loads an extension and runs its init. On return everything is registered and nothing serves yet.
// Throws base::Error with the reason; then nothing of it remains, except a library that cannot be
// unloaded.
std::unique_ptr<LoadedExtension> start_extension(const Candidate& candidate,
                                                 const nlohmann::json& settings,
                                                 Registries& registries, const RunFolder& folder,
                                                 const Bind& bind,
                                                 const LifecycleTimeouts& timeouts);

// How the end of a version went.
struct UnloadResult {
  std::int64_t requests = 0;  // that were inside when it was replaced
  std::chrono::milliseconds drained{0};
  bool unloaded = false;
  std::string why;  // what keeps it in the process, when it was not unloaded

  // "3 requests drained 41 ms · old library unloaded"
  std::string describe() const;
};

// Drains, stops, unwinds and unloads a version that the published generation does not contain. A
// version that cannot be unloaded is kept for ever ("retired").
UnloadResult end_extension(std::unique_ptr<LoadedExtension> loaded, app::Kernel& kernel,
                           const LifecycleTimeouts& timeouts);

}  // namespace carboy::core::extensions
