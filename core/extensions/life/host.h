// The extensions of one app: started together, changed while they serve, stopped in reverse.
//
// Thread rule: start() and stop() from one thread; apply(), reload() and list() from any thread
// that has no frames of an extension. A change that begins while another one is made is refused.
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
#include "core/extensions/life/command_table.h"
#include "core/extensions/life/life.h"
#include "core/extensions/life/swap.h"
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
  std::string app;               // the app's name, for reports
  std::filesystem::path folder;  // of app.toml
  std::vector<std::string> enabled;
  ServiceChoices choices;                                       // [app] provide
  std::map<std::string, nlohmann::json, std::less<>> settings;  // by extension, as configured
  Version sdk;
  LifecycleTimeouts timeouts;
  // Returns what may be loaded, or nothing if everything may; called for each start and reload.
  std::function<std::optional<Lock>()> lock = [] { return std::nullopt; };
  // Receives a warning about something that does not prevent a start or a swap.
  std::function<void(const std::string& sentence)> warn = [](const std::string&) {};
  std::vector<std::string> reserved_commands;  // first words that no extension's command may have
};

struct ExtensionStatus {
  std::string name;
  std::string version;
  State state = State::found;
  std::string reason;  // for rejected, failed and retired
};

class Host {
 public:
  Host(HostOptions options, Finder finder, Registries& registries, app::Kernel& kernel, Bind bind);
  // Stops what is still running.
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Resolves, starts all enabled extensions, and publishes their routes. Throws base::Error with
  // one report of everything that is wrong; then no extension is left running. For commands, no
  // timers and no background work are started.
  enum class For { serving, commands };
  void start(For purpose = For::serving);

  // Starts, swaps and stops extensions in one step, and returns what happened to each. Throws
  // base::Error with the reason if anything of it is refused; then everything is as before.
  // `published` is called when the new versions serve and before the old ones end.
  using Published = std::function<void(const std::vector<Reload>&)>;
  std::vector<Reload> apply(const Change& change, const Published& published = {});
  // Swaps one extension for the version in its file now, with `settings` instead of the configured
  // ones if they are given. Throws as apply() does.
  Reload reload(std::string_view name, std::optional<nlohmann::json> settings = std::nullopt);

  // Adds what the program itself has registered to every generation that is built later. REQUIRES:
  // `scope` lives until stop() has returned.
  void add_guest(const Scope& scope);

  // Publishes an empty generation and stops all extensions, in the reverse order of their start.
  void stop();

  // Calls what the extensions have registered with App::announce, and returns their texts; a
  // failure becomes a text, too. Extensions that start later are called when they serve.
  std::vector<std::string> announce(const std::string& base_url);

  // The enabled extensions in the order of their start, then the retired versions.
  std::vector<ExtensionStatus> list() const;
  // What an extension that runs has cost since it was started; zeros if it does not run.
  app::ExtensionCost::Sum cost_of(std::string_view name) const;
  // The enabled extensions with the digests of the files they were loaded from.
  Lock loaded() const;
  // The number of services that the extensions provide.
  std::size_t service_count() const;

  // A command, and a lease that keeps its extension loaded.
  struct CommandCall {
    app::Owner::Lease inside;
    Scope* scope = nullptr;
    const Command* command = nullptr;
    std::vector<std::string> words;
  };
  // Returns the command with the longest name that `words` begins with, or nothing.
  std::optional<CommandCall> find_command(const std::vector<std::string>& words) const;
  // Every command of the extensions that run.
  std::vector<CommandText> commands() const;

 private:
  struct Entry {
    std::string name;
    State state = State::found;
    std::unique_ptr<LoadedExtension> loaded;
  };
  // Returns the settings as the extension reads them, and takes its mount out of them.
  nlohmann::json settings_of(const Manifest& manifest, const nlohmann::json* given,
                             std::string& mount) const;
  const nlohmann::json* given_settings(std::string_view name) const;
  void start_all(const std::vector<Candidate>& candidates,
                 const std::vector<InstalledExtension>& available);
  // `only`: the one extension to compare; empty: all.
  // Both throw base::Error with a text that begins with `outcome`.
  void check_lock(const Lock& present, std::string_view only, const std::string& outcome) const;
  void check_commands(const std::vector<const Scope*>& scopes, const std::string& outcome) const;
  // The scopes of the extensions that run, in the order of their start.
  std::vector<const Scope*> running_scopes() const;
  // The same, after what the program itself has registered.
  std::vector<const Scope*> with_guests(const std::vector<const Scope*>& scopes) const;
  std::unique_ptr<const app::Generation> build(
      const std::vector<const Scope*>& scopes,
      app::MayLackWrapper may_lack_wrapper = nullptr) const;
  // Builds what the app starts with. Throws base::Error, also if an extension refuses it.
  std::unique_ptr<const app::Generation> first_generation(For purpose) const;
  class Changing;  // the steps of apply()
  const Entry* find_entry(std::string_view name) const;
  void take_down_all();

  HostOptions options_;
  Finder finder_;
  Registries& registries_;
  app::Kernel& kernel_;
  Bind bind_;
  std::unique_ptr<RunFolder> folder_;
  std::mutex life_;                   // held while an extension starts, swaps or stops
  mutable std::mutex entries_mutex_;  // held while entries_ changes
  std::vector<Entry> entries_;
  std::vector<ExtensionStatus> retired_;
  std::vector<const Scope*> guests_;
  std::string base_url_;  // empty until announce() is called
};

}  // namespace carboy::core::extensions
