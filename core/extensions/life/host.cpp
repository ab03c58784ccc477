#include "core/extensions/life/host.h"

#include <algorithm>
#include <set>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/suggest.h"

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

nlohmann::json Host::settings_of(const Manifest& manifest, const nlohmann::json* given) const {
  const OrderedJson settings = given == nullptr ? OrderedJson::object() : OrderedJson(*given);
  std::string wrong;
  for (const Mistake& mistake : manifest.config.validate(settings)) {
    wrong += "\n  [" + manifest.name + "] " + mistake.field + ": " + mistake.text;
  }
  if (!wrong.empty()) {
    throw base::Error("The settings of " + manifest.name + " do not fit version " +
                      manifest.version.to_string() + ":" + wrong);
  }
  return nlohmann::json(manifest.config.with_defaults(settings));
}

void Host::check_lock(const Lock& present, std::string_view only) const {
  std::optional<Lock> lock = options_.lock();
  if (!lock) return;
  if (!only.empty()) {
    std::erase_if(*lock, [&](const LockEntry& one) { return one.name != only; });
  }
  const std::string report = lock_report(compare(*lock, present));
  if (!report.empty()) throw base::Error("Cannot start " + options_.app + ": " + report);
}

void Host::start(For purpose) {
  const std::lock_guard life(life_);
  const std::vector<InstalledExtension> available = finder_.all();
  const Resolution resolution = resolve(options_.enabled, available, options_.sdk);
  if (!resolution.ok()) throw base::Error(resolution.report(options_.app));
  const std::vector<Candidate> candidates = candidates_of(resolution.order, available);
  check_lock(lock_of(candidates), "");
  folder_ = std::make_unique<RunFolder>(std::filesystem::canonical(options_.folder));
  try {
    start_all(candidates, available);
    check_commands(running_scopes());
    kernel_.publish(build(running_scopes()));
  } catch (...) {
    take_down_all();
    throw;
  }
  const std::lock_guard lock(entries_mutex_);
  for (Entry& entry : entries_) {
    if (purpose == For::serving) entry.loaded->scope->start_work();
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
    const auto& needs = found.manifest->requirements;
    if (std::any_of(needs.begin(), needs.end(),
                    [&](const Requirement& need) { return failed.contains(need.name); })) {
      failed.insert(name);
      continue;
    }
    try {
      auto loaded = start_extension(candidate, settings_of(*found.manifest, given_settings(name)),
                                    registries_, *folder_, bind_, options_.timeouts);
      loaded->scope->take_over(nullptr);
      const std::lock_guard lock(entries_mutex_);
      entries_.push_back({name, State::starting, std::move(loaded)});
    } catch (const base::Error& error) {
      failed.insert(name);
      ++failed_count;
      failures += std::string("\n\n  ") + error.what();
    }
  }
  if (failed_count == 0) return;
  throw base::Error("Cannot start " + options_.app + ": " + std::to_string(failed_count) +
                    (failed_count == 1 ? " extension" : " extensions") +
                    " did not start; nothing was started." + failures);
}

std::vector<const Scope*> Host::running_scopes() const {
  std::vector<const Scope*> scopes;
  for (const Entry& entry : entries_) scopes.push_back(entry.loaded->scope.get());
  return scopes;
}

void Host::check_commands(const std::vector<const Scope*>& scopes) const {
  const std::string conflict = CommandTable(scopes).conflict(options_.reserved_commands,
                                                             "carboy " + options_.sdk.to_string());
  if (!conflict.empty()) throw base::Error("Cannot start " + options_.app + ": " + conflict);
}

std::unique_ptr<const app::Generation> Host::build(const std::vector<const Scope*>& scopes) const {
  std::vector<const Scope*> all = guests_;
  all.insert(all.end(), scopes.begin(), scopes.end());
  std::vector<const app::Contribution*> contributions;
  for (const Scope* scope : all) contributions.push_back(&scope->contribution());
  return kernel_.build(contributions, [&](const app::WrapperUse& use) {
    return std::any_of(all.begin(), all.end(), [&](const Scope* scope) {
      return scope->services().offers(*use.service, use.minor_version);
    });
  });
}

InstalledExtension Host::installed_for_reload(std::string_view name) const {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  if (entry == entries_.end()) {
    std::vector<std::string> names;
    for (const Entry& one : entries_) names.push_back(one.name);
    throw base::Error("There is no extension \"" + std::string(name) + "\" in " + options_.app +
                      "." + base::did_you_mean(name, names));
  }
  const std::vector<InstalledExtension> available = finder_.all();
  const InstalledExtension* const found = find_available(available, name);
  if (found == nullptr) {
    throw base::Error(std::string(name) + " has no file any more; it was looked for as " +
                      finder_.places(name) + ".");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  const Resolution resolution = resolve(options_.enabled, available, options_.sdk);
  if (!resolution.ok()) throw base::Error(resolution.report(options_.app));
  if (found->manifest->unload == Manifest::Unload::restart) {
    throw base::Error(
        std::string(name) + " " + found->manifest->version.to_string() +
        " declares that it cannot be replaced while it runs (\"unload\": \"restart\"). "
        "Restart " +
        options_.app + ".");
  }
  return *found;
}

Reload Host::reload(std::string_view name, std::optional<nlohmann::json> settings) {
  const std::unique_lock life(life_, std::try_to_lock);
  if (!life.owns_lock()) {
    throw base::Error("Another reload is under way. Try again when it has ended.");
  }
  Reload reload;
  reload.name = name;
  const auto begin = Clock::now();
  const InstalledExtension installed = installed_for_reload(name);
  const Candidate candidate =
      candidate_of(ExtensionFile::open(installed.file, installed.path), installed.file);
  check_lock({{candidate.name, candidate.version, candidate.sha256, candidate.sdk}}, name);
  auto next = start_extension(
      candidate, settings_of(*installed.manifest, settings ? &*settings : given_settings(name)),
      registries_, *folder_, bind_, options_.timeouts);
  reload.started = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  swap(*entry, std::move(next), reload);
  if (settings) options_.settings[std::string(name)] = *std::move(settings);
  return reload;
}

void Host::swap(Entry& entry, std::unique_ptr<LoadedExtension> next, Reload& reload) {
  const Swap swap(*entry.loaded, *next, running_scopes());
  std::unique_ptr<const app::Generation> generation;
  try {
    swap.check_needs();
    check_commands(swap.scopes());
    generation = build(swap.scopes());
  } catch (const base::Error& error) {
    end_extension(std::move(next), kernel_, options_.timeouts);
    throw;
  }
  swap.publish(kernel_, std::move(generation));

  reload.from = entry.loaded->candidate.version;
  reload.to = next->candidate.version;
  std::unique_ptr<LoadedExtension> old;
  {
    const std::lock_guard lock(entries_mutex_);
    old = std::exchange(entry.loaded, std::move(next));
  }
  reload.unload_result = end_extension(std::move(old), kernel_, options_.timeouts);
  if (!reload.unload_result.unloaded) {
    const std::lock_guard lock(entries_mutex_);
    retired_.push_back({reload.name, reload.from, State::retired, reload.unload_result.why});
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

Lock Host::loaded() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<Candidate> candidates;
  for (const Entry& entry : entries_) candidates.push_back(entry.loaded->candidate);
  return lock_of(candidates);
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
  std::vector<std::string> texts;
  std::vector<std::pair<Scope*, app::Owner::Lease>> scopes;
  {
    const std::lock_guard lock(entries_mutex_);
    for (const Entry& entry : entries_) {
      Scope& scope = *entry.loaded->scope;
      scopes.emplace_back(&scope, scope.owner().enter(scope.owner().serial()));
    }
  }
  for (const auto& [scope, inside] : scopes) {
    if (!inside) continue;
    for (const Announcement& announcement : scope->announcements()) {
      std::string text;
      if (!announcement(base_url, text)) {
        text = scope->name() + " has nothing to announce: " + app::thread_failure().message;
      }
      if (!text.empty()) texts.push_back(std::move(text));
    }
  }
  return texts;
}

std::vector<std::string> Host::commands_of(std::string_view extension) const {
  const std::lock_guard lock(entries_mutex_);
  return CommandTable(running_scopes()).names_of(extension);
}

}  // namespace carboy::core::extensions
