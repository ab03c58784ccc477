#include "core/extensions/host.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/suggest.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

std::string title(const Loaded& loaded) {
  return loaded.candidate.name + " " + loaded.candidate.version;
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

std::string Reload::words() const {
  return name + " " + from + " -> " + to + "   started " + std::to_string(started.count()) +
         " ms · swapped · " + ending.words();
}

Host::Host(HostOptions options, Finder finder, Registries& registries, app::Kernel& kernel,
           Bind bind)
    : options_(std::move(options)),
      finder_(std::move(finder)),
      registries_(registries),
      kernel_(kernel),
      bind_(std::move(bind)) {}

Host::~Host() { stop(); }

Candidate Host::candidate_of(const Available& available) const {
  const ExtensionFile file = ExtensionFile::open(available.file, available.path);
  Candidate candidate;
  candidate.name = available.name;
  candidate.version = available.manifest->version.to_string();
  candidate.file = available.file;
  candidate.sha256 = file.sha256();
  candidate.provides.emplace();
  for (const ProvidedService& service : available.manifest->provides) {
    candidate.provides->push_back({service.id, service.major, service.minor});
  }
  for (const Finding& finding : available.findings) {
    if (candidate.pinning.empty()) candidate.pinning = finding.text;
  }
  return candidate;
}

nlohmann::json Host::settings_of(const Manifest& manifest) const {
  const auto found = options_.settings.find(manifest.name);
  const Json given = found == options_.settings.end() ? Json::object() : Json(found->second);
  std::string wrong;
  for (const Mistake& mistake : manifest.config.validate(given)) {
    wrong += "\n  [" + manifest.name + "] " + mistake.field + ": " + mistake.text;
  }
  if (!wrong.empty()) {
    throw base::Error("The settings of " + manifest.name + " do not fit version " +
                      manifest.version.to_string() + ":" + wrong);
  }
  return nlohmann::json(manifest.config.with_defaults(given));
}

void Host::start(For purpose) {
  const std::lock_guard life(life_);
  const std::vector<Available> available = finder_.all();
  const Resolution resolution = resolve(options_.enabled, available, options_.sdk);
  if (!resolution.ok()) throw base::Error(resolution.report(options_.app));
  folder_ = std::make_unique<RunFolder>(std::filesystem::canonical(options_.folder));
  try {
    start_all(resolution.order, available);
    check_commands();
    kernel_.publish(build(nullptr, nullptr));
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

void Host::start_all(const std::vector<std::string>& order,
                     const std::vector<Available>& available) {
  std::string failures;
  std::size_t failed_count = 0;
  std::set<std::string> failed;
  for (const std::string& name : order) {
    const auto& found = *std::find_if(available.begin(), available.end(),
                                      [&](const Available& one) { return one.name == name; });
    const auto& needs = found.manifest->requirements;
    if (std::any_of(needs.begin(), needs.end(),
                    [&](const Requirement& need) { return failed.contains(need.name); })) {
      failed.insert(name);
      continue;
    }
    try {
      auto loaded = start_extension(candidate_of(found), settings_of(*found.manifest), registries_,
                                    *folder_, bind_, options_.patience);
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

void Host::check_commands() const {
  std::map<std::string, std::string> owners;
  for (const Entry& entry : entries_) {
    for (const Command& command : entry.loaded->scope->commands()) {
      const auto [known, is_new] = owners.try_emplace(command.name, title(*entry.loaded));
      if (is_new) continue;
      throw base::Error("Cannot start " + options_.app + ": " + known->second + " and " +
                        title(*entry.loaded) + " both have a command \"" + command.name +
                        "\".\n      carboy ext disable " + entry.name);
    }
  }
}

std::unique_ptr<const app::Generation> Host::build(const Loaded* replaced, const Loaded* by) const {
  std::vector<const app::Contribution*> contributions;
  std::vector<const Scope*> scopes;
  for (const Entry& entry : entries_) {
    const Loaded* loaded =
        entry.loaded.get() == replaced && by != nullptr ? by : entry.loaded.get();
    contributions.push_back(&loaded->scope->contribution());
    scopes.push_back(loaded->scope.get());
  }
  return kernel_.build(contributions, [&](const app::WrapperUse& use) {
    return std::any_of(scopes.begin(), scopes.end(), [&](const Scope* scope) {
      return scope->offers(*use.service, use.minor_version);
    });
  });
}

void Host::check_needs(const Loaded& old, const Loaded& next) const {
  std::string broken;
  for (const Entry& entry : entries_) {
    if (entry.loaded.get() == &old) continue;
    const std::string need = old.scope->broken_need(*entry.loaded->scope, *next.scope);
    if (!need.empty()) broken += (broken.empty() ? "" : "\n") + need;
  }
  if (!broken.empty()) throw base::Error(broken);
}

Available Host::available_for_reload(std::string_view name) const {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  if (entry == entries_.end()) {
    std::vector<std::string> names;
    for (const Entry& one : entries_) names.push_back(one.name);
    throw base::Error("There is no extension \"" + std::string(name) + "\" in " + options_.app +
                      "." + base::did_you_mean(name, names));
  }
  const std::vector<Available> available = finder_.all();
  const auto found = std::find_if(available.begin(), available.end(),
                                  [&](const Available& one) { return one.name == name; });
  if (found == available.end()) {
    throw base::Error(std::string(name) + " has no file any more; it was looked for as " +
                      finder_.places(name) + ".");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  const Resolution resolution = resolve(options_.enabled, available, options_.sdk);
  if (!resolution.ok()) throw base::Error(resolution.report(options_.app));
  if (found->manifest->unload == Manifest::Unload::restart) {
    throw base::Error(
        std::string(name) + " " + found->manifest->version.to_string() +
        " says of itself that it cannot be replaced while it runs (\"unload\": \"restart\"). "
        "Restart " +
        options_.app + ".");
  }
  return *found;
}

Reload Host::reload(std::string_view name) {
  const std::unique_lock life(life_, std::try_to_lock);
  if (!life.owns_lock()) {
    throw base::Error("Another reload is under way. Try again when it has ended.");
  }
  Reload reload;
  reload.name = name;
  const auto begin = Clock::now();
  const Available available = available_for_reload(name);
  auto next = start_extension(candidate_of(available), settings_of(*available.manifest),
                              registries_, *folder_, bind_, options_.patience);
  reload.started = since(begin);
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  swap(*entry, std::move(next), reload);
  return reload;
}

void Host::swap(Entry& entry, std::unique_ptr<Loaded> next, Reload& reload) {
  std::unique_ptr<const app::Generation> generation;
  try {
    check_needs(*entry.loaded, *next);
    generation = build(entry.loaded.get(), next.get());
  } catch (const base::Error& error) {
    end_extension(std::move(next), kernel_, options_.patience);
    throw;
  }
  // Services first, so that the new routes find them; then the routes in one step; then the rest.
  next->scope->take_over(entry.loaded->scope.get());
  kernel_.publish(std::move(generation));
  next->scope->start_work();

  reload.from = entry.loaded->candidate.version;
  reload.to = next->candidate.version;
  std::unique_ptr<Loaded> old;
  {
    const std::lock_guard lock(entries_mutex_);
    old = std::exchange(entry.loaded, std::move(next));
  }
  reload.ending = end_extension(std::move(old), kernel_, options_.patience);
  if (!reload.ending.unloaded) {
    const std::lock_guard lock(entries_mutex_);
    retired_.push_back({reload.name, reload.from, State::retired, reload.ending.why});
  }
}

void Host::stop() {
  const std::lock_guard life(life_);
  take_down_all();
}

void Host::take_down_all() {
  if (entries_.empty()) return;
  kernel_.publish(kernel_.build({}, {}));
  while (!entries_.empty()) {
    std::unique_ptr<Loaded> last;
    {
      const std::lock_guard lock(entries_mutex_);
      last = std::move(entries_.back().loaded);
      entries_.pop_back();
    }
    end_extension(std::move(last), kernel_, options_.patience);
  }
}

std::vector<Listed> Host::list() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<Listed> listed;
  for (const Entry& entry : entries_) {
    listed.push_back({entry.name, entry.loaded->candidate.version, entry.state, ""});
  }
  listed.insert(listed.end(), retired_.begin(), retired_.end());
  return listed;
}

std::vector<std::pair<std::string, std::string>> Host::commands() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<std::pair<std::string, std::string>> all;
  for (const Entry& entry : entries_) {
    for (const Command& command : entry.loaded->scope->commands())
      all.emplace_back(command.name, command.help);
  }
  return all;
}

}  // namespace carboy::core::extensions
