// Swaps: one version of an extension for another, under load.
#include <algorithm>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/extensions/life/host.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

}  // namespace

std::string Reload::words() const {
  return name + " " + from + " -> " + to + "   started " + std::to_string(started.count()) +
         " ms · swapped · " + ending.words();
}

void Host::check_needs(const LoadedExtension& old, const LoadedExtension& next) const {
  std::string broken;
  for (const Entry& entry : entries_) {
    if (entry.loaded.get() == &old) continue;
    const std::string need = old.scope->broken_need(*entry.loaded->scope, *next.scope);
    if (!need.empty()) broken += (broken.empty() ? "" : "\n") + need;
  }
  if (!broken.empty()) throw base::Error(broken);
}

InstalledExtension Host::available_for_reload(std::string_view name) const {
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
        " says of itself that it cannot be replaced while it runs (\"unload\": \"restart\"). "
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
  const InstalledExtension available = available_for_reload(name);
  const Candidate candidate =
      candidate_of(ExtensionFile::open(available.file, available.path), available.file);
  check_lock({{candidate.name, candidate.version, candidate.sha256, candidate.sdk}}, name);
  auto next = start_extension(
      candidate, settings_of(*available.manifest, settings ? &*settings : given_settings(name)),
      registries_, *folder_, bind_, options_.patience);
  reload.started = since(begin);
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  swap(*entry, std::move(next), reload);
  if (settings) options_.settings[std::string(name)] = *std::move(settings);
  return reload;
}

void Host::swap(Entry& entry, std::unique_ptr<LoadedExtension> next, Reload& reload) {
  std::unique_ptr<const app::Generation> generation;
  try {
    check_needs(*entry.loaded, *next);
    check_commands(entry.loaded.get(), next.get());
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
  std::unique_ptr<LoadedExtension> old;
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

}  // namespace carboy::core::extensions
