// Starting, swapping and stopping extensions while the app runs.
#include <algorithm>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/extensions/life/host.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

bool is_among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// The versions that were started for a change. Those that do not get to serve are ended again,
// newest first.
struct Host::Started {
  struct One {
    Reload reload;
    std::unique_ptr<LoadedExtension> loaded;
  };
  Started(app::Kernel& serving, Registries& shared, const LifecycleTimeouts& limits)
      : kernel(serving), registries(shared), timeouts(limits) {}
  ~Started() {
    registries.coming.clear();
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
      if (one->loaded != nullptr) end_extension(std::move(one->loaded), kernel, timeouts);
    }
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;

  One* find(std::string_view name) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const One& one) { return one.reload.name == name; });
    return found == all.end() ? nullptr : &*found;
  }

  app::Kernel& kernel;
  Registries& registries;
  const LifecycleTimeouts& timeouts;
  std::vector<One> all;
};

void Host::check_swap(std::string_view name, const std::vector<InstalledExtension>& available,
                      const std::vector<std::string>& enabled) const {
  if (find_entry(name) == nullptr) {
    std::vector<std::string> names;
    for (const Entry& one : entries_) names.push_back(one.name);
    throw base::Error("There is no extension \"" + std::string(name) + "\" in " + options_.app +
                      "." + base::did_you_mean(name, names));
  }
  if (!is_among(enabled, name)) return;
  const InstalledExtension* const found = find_available(available, name);
  if (found == nullptr) {
    throw base::Error(std::string(name) + " has no file any more; it was looked for as " +
                      finder_.places(name) + ".");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  if (found->manifest->unload == Manifest::Unload::restart) {
    throw base::Error(
        std::string(name) + " " + found->manifest->version.to_string() +
        " declares that it cannot be replaced while it runs (\"unload\": \"restart\"). "
        "Restart " +
        options_.app + ".");
  }
}

const Host::Entry* Host::find_entry(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

void Host::start_one(const InstalledExtension& installed, const nlohmann::json* settings,
                     Started& started) {
  const auto begin = Clock::now();
  const Entry* const running = find_entry(installed.name);
  const Candidate candidate =
      candidate_of(ExtensionFile::open(installed.file, installed.path), installed.file);
  check_lock({{candidate.name, candidate.version, candidate.sha256, candidate.sdk}},
             candidate.name);
  auto& one = started.all.emplace_back();
  one.loaded = start_extension(candidate, settings_of(*installed.manifest, settings), registries_,
                               *folder_, bind_, options_.timeouts);
  Scope& scope = *one.loaded->scope;
  one.reload.name = candidate.name;
  one.reload.to = candidate.version;
  one.reload.started = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  if (running == nullptr) {
    scope.take_over(nullptr);  // those that start after it may call its services
  } else {
    one.reload.from = running->loaded->candidate.version;
    registries_.coming.add(scope.services());
  }
}

void Host::start_all_new(const Change& change, const std::vector<std::string>& order,
                         const std::vector<InstalledExtension>& available, Started& started) {
  for (const std::string& name : order) {
    if (find_entry(name) != nullptr && !is_among(change.swapped, name)) continue;
    const nlohmann::json* settings = given_settings(name);
    if (change.settings) {
      const auto given = change.settings->find(name);
      settings = given == change.settings->end() ? nullptr : &given->second;
    }
    start_one(*find_available(available, name), settings, started);
  }
}

Swap Host::swap_of(const std::vector<std::string>& order, Started& started) const {
  std::vector<Swap::Exchange> exchanges;
  std::vector<const Scope*> scopes;
  for (const std::string& name : order) {
    const Entry* const running = find_entry(name);
    const auto* const next = started.find(name);
    if (next != nullptr) {
      exchanges.push_back(
          {running == nullptr ? nullptr : running->loaded->scope.get(), next->loaded->scope.get()});
    }
    scopes.push_back(next != nullptr ? next->loaded->scope.get() : running->loaded->scope.get());
  }
  for (const Entry& one : entries_) {
    if (!is_among(order, one.name)) exchanges.push_back({one.loaded->scope.get(), nullptr});
  }
  return {std::move(exchanges), std::move(scopes)};
}

void Host::publish_change(const Change& change, const std::vector<std::string>& order,
                          Started& started) {
  const Swap swap = swap_of(order, started);
  auto enabled = std::exchange(options_.enabled, change.enabled);
  try {
    swap.check_needs();
    check_commands(swap.scopes());
    auto generation = build(swap.scopes());
    swap.publish(kernel_, std::move(generation));
  } catch (const base::Error& error) {
    options_.enabled = std::move(enabled);
    throw;
  }
}

std::vector<std::unique_ptr<LoadedExtension>> Host::replace_entries(
    const std::vector<std::string>& order, Started& started) {
  const std::lock_guard lock(entries_mutex_);
  std::vector<Entry> before = std::exchange(entries_, {});
  std::vector<std::unique_ptr<LoadedExtension>> old;
  for (const std::string& name : order) {
    const auto was = std::find_if(before.begin(), before.end(),
                                  [&](const Entry& one) { return one.name == name; });
    auto* const next = started.find(name);
    entries_.push_back(
        {name, State::active, next != nullptr ? std::move(next->loaded) : std::move(was->loaded)});
  }
  for (Entry& one : before) {
    if (one.loaded != nullptr) old.push_back(std::move(one.loaded));
  }
  return old;
}

std::vector<Reload> Host::apply(const Change& change) {
  const std::unique_lock life(life_, std::try_to_lock);
  if (!life.owns_lock()) {
    throw base::Error("Another reload is under way. Try again when it has ended.");
  }
  const std::vector<InstalledExtension> available = finder_.all();
  for (const std::string& name : change.swapped) check_swap(name, available, change.enabled);
  const Resolution resolution = resolve(change.enabled, available, options_.sdk);
  if (!resolution.ok()) throw base::Error(resolution.report(options_.app));
  Started started(kernel_, registries_, options_.timeouts);
  start_all_new(change, resolution.order, available, started);
  publish_change(change, resolution.order, started);
  auto old = replace_entries(resolution.order, started);
  if (change.settings) options_.settings = *change.settings;

  std::vector<Reload> done;
  for (auto& one : started.all) {
    if (one.reload.from.empty()) one.reload.announcements = announcements_of(one.reload.name);
    done.push_back(std::move(one.reload));
  }
  // Users before those that they use, as at the end of the app.
  for (auto one = old.rbegin(); one != old.rend(); ++one) end_old(std::move(*one), done);
  return done;
}

void Host::end_old(std::unique_ptr<LoadedExtension> old, std::vector<Reload>& done) {
  const std::string name = old->candidate.name;
  auto reload =
      std::find_if(done.begin(), done.end(), [&](const Reload& one) { return one.name == name; });
  if (reload == done.end()) {
    reload = done.insert(done.end(), Reload{});
    reload->name = name;
    reload->from = old->candidate.version;
  }
  reload->unload_result = end_extension(std::move(old), kernel_, options_.timeouts);
  if (reload->unload_result.unloaded) return;
  const std::lock_guard lock(entries_mutex_);
  retired_.push_back({name, reload->from, State::retired, reload->unload_result.why});
}

Reload Host::reload(std::string_view name, std::optional<nlohmann::json> settings) {
  Change change{options_.enabled, {std::string(name)}};
  if (settings) {
    change.settings = options_.settings;
    (*change.settings)[std::string(name)] = *std::move(settings);
  }
  return apply(change).front();
}

}  // namespace carboy::core::extensions
