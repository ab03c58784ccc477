// The extensions of one app: started together, swapped one by one, stopped in reverse.
//
// Thread rule: start() and stop() from one thread; reload() and list() from any thread that has no
// frames of an extension. Two reloads at once: the second is refused.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/kernel.h"
#include "core/extensions/life/life.h"
#include "core/extensions/package/version.h"
#include "core/extensions/resolve/finder.h"
#include "core/extensions/resolve/lock.h"
#include "core/extensions/resolve/resolver.h"

namespace carboy::core::extensions {

enum class State {
  found,
  rejected,
  resolved,
  starting,
  active,
  draining,
  stopped,
  retired,
  failed
};
std::string_view name_of(State state);

struct HostOptions {
  std::string app;               // its name, for reports
  std::filesystem::path folder;  // app.toml's
  std::vector<std::string> enabled;
  std::map<std::string, nlohmann::json, std::less<>> settings;  // by extension, as configured
  Version sdk;
  LifecycleTimeouts patience;
  // What may be loaded, read anew for each start and reload; nothing when all may.
  std::function<std::optional<Lock>()> lock = [] { return std::nullopt; };
  std::vector<std::string> reserved_commands;  // first words that are no extension's to take
};

struct ExtensionStatus {
  std::string name;
  std::string version;
  State state = State::found;
  std::string reason;  // of rejected, failed and retired
};

// What a reload did.
struct Reload {
  std::string name;
  std::string from;
  std::string to;
  std::chrono::milliseconds started{0};
  UnloadResult ending;

  // "guestbook 1.2.0 -> 1.3.0   started 12 ms · swapped · 3 requests drained 41 ms · old library
  // unloaded"
  std::string words() const;
};

class Host {
 public:
  Host(HostOptions options, Finder finder, Registries& registries, app::Kernel& kernel, Bind bind);
  // Stops what is still running.
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Resolves, starts all enabled extensions, and publishes their routes. Throws base::Error with
  // one report of everything that is wrong; then none is left running.
  // For commands nothing is left to itself: no timers, no background work.
  enum class For { serving, commands };
  void start(For purpose = For::serving);

  // Swaps one extension for what its file holds now, with other settings when they are given.
  // Throws base::Error with the reason when that is refused; then the version that ran serves on,
  // untouched.
  Reload reload(std::string_view name, std::optional<nlohmann::json> settings = std::nullopt);

  // What the program itself has registered, beside the extensions: part of every generation that is
  // made from now on. REQUIRES: `scope` lives until stop() has returned.
  void add_guest(const Scope& scope);

  // Stops all, in the reverse order of their start; nothing is published any more.
  void stop();

  // What is enabled, in the order of the start, then what was retired.
  std::vector<ExtensionStatus> list() const;
  // The enabled ones, to the byte, as they were loaded.
  Lock loaded() const;
  std::size_t service_count() const { return registries_.services.names().size(); }

  // Runs a command of an extension. Nothing when there is none of that name. The command's words
  // are the longest that fit; what follows are its arguments.
  struct CommandRun {
    bool ok = false;
    std::string failure;
  };
  using Print = std::function<void(std::string_view line, bool error)>;
  std::optional<CommandRun> run_command(const std::vector<std::string>& words, const Print& print);
  // Name and help of every command.
  std::vector<std::pair<std::string, std::string>> commands() const;
  // The names of one extension's.
  std::vector<std::string> commands_of(std::string_view extension) const;

 private:
  struct Entry {
    std::string name;
    State state = State::found;
    std::unique_ptr<LoadedExtension> loaded;
  };
  nlohmann::json settings_of(const Manifest& manifest, const nlohmann::json* given) const;
  const nlohmann::json* given_settings(std::string_view name) const;
  void start_all(const std::vector<Candidate>& candidates,
                 const std::vector<InstalledExtension>& available);
  // `only`: of one extension; empty: of all.
  void check_lock(const Lock& present, std::string_view only) const;
  // Of what runs, with `by` in the place of `replaced`.
  void check_commands(const LoadedExtension* replaced, const LoadedExtension* by) const;
  std::unique_ptr<const app::Generation> build(const LoadedExtension* replaced,
                                               const LoadedExtension* by) const;
  void check_needs(const LoadedExtension& old, const LoadedExtension& next) const;
  void swap(Entry& entry, std::unique_ptr<LoadedExtension> next, Reload& reload);
  void take_down_all();
  InstalledExtension available_for_reload(std::string_view name) const;

  HostOptions options_;
  Finder finder_;
  Registries& registries_;
  app::Kernel& kernel_;
  Bind bind_;
  std::unique_ptr<RunFolder> folder_;
  std::mutex life_;                   // held while something starts, swaps or stops
  mutable std::mutex entries_mutex_;  // held while entries_ changes
  std::vector<Entry> entries_;
  std::vector<ExtensionStatus> retired_;
  std::vector<const Scope*> guests_;
};

}  // namespace carboy::core::extensions
