#include "core/extensions/life/host.h"

#include <algorithm>
#include <set>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/extensions/life/hand_over.h"
#include "core/extensions/life/mount.h"
#include "core/extensions/life/publish_check.h"
#include "core/extensions/life/unread_services.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

Lock lock_of(const std::vector<Candidate>& candidates) {
  Lock lock;
  for (const Candidate& one : candidates) {
    lock.push_back({one.name, one.version, one.sha256, one.sdk});
  }
  return lock;
}

std::vector<Candidate> candidates_of(const std::vector<std::string>& order,
                                     const std::vector<InstalledExtension>& available) {
  std::vector<Candidate> candidates;
  for (const std::string& name : order) {
    const InstalledExtension& found = *find_available(available, name);
    candidates.push_back(candidate_of(ExtensionFile::open(found.file, found.path), found.file));
  }
  return candidates;
}

// Returns whether an extension needs something that failed: an extension, or a service of one.
bool needs_one_of(const Manifest& manifest, const std::set<std::string>& failed) {
  const auto& needs = manifest.requirements;
  const auto& uses = manifest.uses;
  return std::any_of(needs.begin(), needs.end(),
                     [&](const Requirement& one) { return failed.contains(one.name); }) ||
         std::any_of(uses.begin(), uses.end(),
                     [&](const ProvidedService& one) { return failed.contains(one.id); });
}

std::string cannot_start(const HostOptions& options) { return "Cannot start " + options.app; }

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::found:
      return "found";
    case State::rejected:
      return "rejected";
    case State::resolved:
      return "resolved";
    case State::starting:
      return "starting";
    case State::active:
      return "active";
    case State::draining:
      return "draining";
    case State::stopped:
      return "stopped";
    case State::retired:
      return "retired";
    case State::failed:
      return "failed";
  }
  return "";
}

Host::Host(HostOptions options, Finder finder, Registries& registries, app::Kernel& kernel,
           Bind bind)
    : options_(std::move(options)),
      finder_(std::move(finder)),
      registries_(registries),
      kernel_(kernel),
      bind_(std::move(bind)) {}

Host::~Host() { stop(); }

const nlohmann::json* Host::given_settings(std::string_view name) const {
  const auto found = options_.settings.find(name);
  return found == options_.settings.end() ? nullptr : &found->second;
}

nlohmann::json Host::settings_of(const Manifest& manifest, const nlohmann::json* given,
                                 std::string& mount) const {
  nlohmann::json own = given == nullptr ? nlohmann::json::object() : *given;
  try {
    mount = take_mount(own);
  } catch (const base::Error& error) {
    throw base::Error("[" + manifest.name + "] " + error.what());
  }
  const OrderedJson settings(own);
  std::string wrong;
  for (const Mistake& mistake : manifest.config.validate(settings)) {
    wrong += "\n  [" + manifest.name + "] " + mistake.field + ": " + mistake.text;
  }
  if (!wrong.empty()) {
    throw base::Error("The settings of " + manifest.name + " do not fit version " +
                      manifest.version.to_string() + ":" + wrong);
  }
  return nlohmann::json(manifest.config.read(settings));
}

void Host::check_lock(const Lock& present, std::string_view only,
                      const std::string& outcome) const {
  std::optional<Lock> lock = options_.lock();
  if (!lock) return;
  if (!only.empty()) {
    std::erase_if(*lock, [&](const LockEntry& one) { return one.name != only; });
  }
  const std::string report = lock_report(compare(*lock, present));
  if (!report.empty()) throw base::Error(outcome + ": " + report);
}

void Host::start(For purpose) {
  const std::lock_guard life(life_);
  const std::vector<InstalledExtension> available = finder_.all();
  const Resolution resolution =
      resolve(options_.enabled, available, options_.sdk, options_.choices);
  if (!resolution.ok()) throw base::Error(resolution.report(cannot_start(options_)));
  std::vector<Candidate> candidates = candidates_of(resolution.order, available);
  for (Candidate& one : candidates) {
    one.left_out = left_out(*find_available(available, one.name)->manifest, options_.choices);
  }
  check_lock(lock_of(candidates), "", cannot_start(options_));
  folder_ = std::make_unique<RunFolder>(std::filesystem::canonical(options_.folder));
  try {
    start_all(candidates, available);
    check_commands(running_scopes(), cannot_start(options_));
    kernel_.publish(first_generation(purpose));
  } catch (...) {
    take_down_all();
    throw;
  }
  if (purpose == For::serving) {
    warn_of_unread_services(with_guests(running_scopes()), registries_.services, options_.warn);
  }
  const std::lock_guard lock(entries_mutex_);
  for (Entry& entry : entries_) {
    if (purpose == For::serving) entry.loaded->scope->work().start();
    entry.state = State::active;
  }
}

void Host::start_all(const std::vector<Candidate>& candidates,
                     const std::vector<InstalledExtension>& available) {
  std::string failures;
  std::size_t failed_count = 0;
  std::set<std::string> failed;
  for (const Candidate& candidate : candidates) {
    const std::string& name = candidate.name;
    const InstalledExtension& found = *find_available(available, name);
    if (needs_one_of(*found.manifest, failed)) {
      failed.insert(name);
      continue;
    }
    try {
      Candidate mounted = candidate;
      const nlohmann::json settings =
          settings_of(*found.manifest, given_settings(name), mounted.mount);
      auto loaded =
          start_extension(mounted, settings, registries_, *folder_, bind_, options_.timeouts);
      loaded->scope->take_over(nullptr);
      const std::lock_guard lock(entries_mutex_);
      entries_.push_back({name, State::starting, std::move(loaded)});
    } catch (const base::Error& error) {
      failed.insert(name);
      for (const ProvidedService& service : found.manifest->provides) failed.insert(service.id);
      ++failed_count;
      failures += std::string("\n\n  ") + error.what();
    }
  }
  if (failed_count == 0) return;
  throw base::Error(cannot_start(options_) + ": " + std::to_string(failed_count) +
                    (failed_count == 1 ? " extension" : " extensions") +
                    " did not start; nothing was started." + failures);
}

std::vector<const Scope*> Host::running_scopes() const {
  std::vector<const Scope*> scopes;
  for (const Entry& entry : entries_) scopes.push_back(entry.loaded->scope.get());
  return scopes;
}

void Host::check_commands(const std::vector<const Scope*>& scopes,
                          const std::string& outcome) const {
  const std::string conflict = CommandTable(scopes).conflict(options_.reserved_commands,
                                                             "carboy " + options_.sdk.to_string());
  if (!conflict.empty()) throw base::Error(outcome + ": " + conflict);
}

std::vector<const Scope*> Host::with_guests(const std::vector<const Scope*>& scopes) const {
  std::vector<const Scope*> all = guests_;
  all.insert(all.end(), scopes.begin(), scopes.end());
  return all;
}

std::unique_ptr<const app::Generation> Host::build(const std::vector<const Scope*>& scopes,
                                                   app::MayLackWrapper may_lack_wrapper) const {
  const std::vector<const Scope*> all = with_guests(scopes);
  std::vector<const app::Contribution*> contributions;
  for (const Scope* scope : all) contributions.push_back(&scope->contribution());
  const auto is_provided = [&](const app::WrapperUse& use) {
    return std::any_of(all.begin(), all.end(), [&](const Scope* scope) {
      return scope->services().offers(*use.service, use.minor_version);
    });
  };
  return kernel_.build(contributions, is_provided, options_.enabled, std::move(may_lack_wrapper));
}

std::unique_ptr<const app::Generation> Host::first_generation(For purpose) const {
  try {
    auto generation = build(running_scopes());
    if (purpose == For::serving) {
      check_publish(with_guests(running_scopes()), *generation, options_.timeouts.publish);
    }
    return generation;
  } catch (const base::Error& error) {
    throw base::Error(cannot_start(options_) + ": " + error.what());
  }
}

void Host::add_guest(const Scope& scope) {
  const std::lock_guard life(life_);
  guests_.push_back(&scope);
}

void Host::stop() {
  const std::lock_guard life(life_);
  take_down_all();
}

void Host::take_down_all() {
  if (entries_.empty() && guests_.empty()) return;
  kernel_.publish(kernel_.build({}, {}));
  while (!entries_.empty()) {
    std::unique_ptr<LoadedExtension> last;
    {
      const std::lock_guard lock(entries_mutex_);
      last = std::move(entries_.back().loaded);
      entries_.pop_back();
    }
    end_extension(std::move(last), kernel_, options_.timeouts);
  }
}

std::size_t Host::service_count() const {
  const std::lock_guard lock(entries_mutex_);
  std::size_t count = 0;
  for (const Entry& entry : entries_) count += entry.loaded->scope->services().count();
  return count;
}

Lock Host::loaded() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<Candidate> candidates;
  for (const Entry& entry : entries_) candidates.push_back(entry.loaded->candidate);
  return lock_of(candidates);
}

app::ExtensionCost::Sum Host::cost_of(std::string_view name) const {
  const std::lock_guard lock(entries_mutex_);
  const Entry* const entry = find_entry(name);
  return entry == nullptr ? app::ExtensionCost::Sum() : entry->loaded->scope->owner().cost.sum();
}

std::vector<ExtensionStatus> Host::list() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<ExtensionStatus> listed;
  for (const Entry& entry : entries_) {
    listed.push_back({entry.name, entry.loaded->candidate.version, entry.state, ""});
  }
  listed.insert(listed.end(), retired_.begin(), retired_.end());
  return listed;
}

std::optional<Host::CommandCall> Host::find_command(const std::vector<std::string>& words) const {
  const std::lock_guard lock(entries_mutex_);
  auto found = CommandTable(running_scopes()).find(words);
  if (!found) return std::nullopt;
  for (const Entry& entry : entries_) {
    Scope& scope = *entry.loaded->scope;
    if (&scope != found->scope) continue;
    auto inside = scope.owner().enter(scope.owner().serial());
    return CommandCall{std::move(inside), &scope, found->command, std::move(found->words)};
  }
  return std::nullopt;
}

std::vector<CommandText> Host::commands() const {
  const std::lock_guard lock(entries_mutex_);
  return CommandTable(running_scopes()).all();
}

std::vector<std::string> Host::announce(const std::string& base_url) {
  const std::lock_guard life(life_);
  base_url_ = base_url;
  std::vector<std::string> texts;
  for (const Entry& entry : entries_) {
    for (std::string& text : announcements_of(*entry.loaded->scope, base_url)) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

}  // namespace carboy::core::extensions
