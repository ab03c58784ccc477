// Starting, swapping and stopping extensions while the app runs.
#include <algorithm>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/extensions/life/hand_over.h"
#include "core/extensions/life/host.h"
#include "core/extensions/life/publish_check.h"
#include "core/extensions/life/unread_services.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

const std::string kUnchanged = "Nothing was changed";

bool is_among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Reload* find_in(std::vector<Reload>& done, std::string_view name) {
  const auto found =
      std::find_if(done.begin(), done.end(), [&](const Reload& one) { return one.name == name; });
  return found == done.end() ? nullptr : &*found;
}

}  // namespace

const Host::Entry* Host::find_entry(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& one) { return one.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

// The steps of one change. The versions that were started for it and do not get to serve are ended
// again, newest first.
class Host::Changing {
 public:
  Changing(Host& host, const Change& change) : host_(host), change_(change) {}
  ~Changing() {
    host_.registries_.coming.clear();
    for (auto one = started_.rbegin(); one != started_.rend(); ++one) {
      if (one->loaded == nullptr) continue;
      end_extension(std::move(one->loaded), host_.kernel_, host_.options_.timeouts);
    }
  }
  Changing(const Changing&) = delete;
  Changing& operator=(const Changing&) = delete;

  // In this order. The first three throw base::Error when something is refused.
  void resolve_all();
  void start_new();
  void publish();
  std::vector<Reload> finish(const Published& published);

 private:
  struct Started {
    Reload reload;
    std::unique_ptr<LoadedExtension> loaded;
  };
  Started* find_started(std::string_view name);
  const ServiceChoices& choices() const {
    return change_.choices ? *change_.choices : host_.options_.choices;
  }
  void check_swap(std::string_view name) const;
  void start_one(const InstalledExtension& installed, const nlohmann::json* settings);
  Swap swap_of_scopes();
  bool may_lack(const app::Owner& owner, const app::WrapperUse& use);
  void warn_of_new(const std::vector<std::string>& notes, const std::vector<std::string>& before);
  // Returns the old versions, in the order of their start.
  std::vector<std::unique_ptr<LoadedExtension>> replace_entries();
  void end_old(std::unique_ptr<LoadedExtension> old, std::vector<Reload>& done);

  Host& host_;
  const Change& change_;
  std::vector<InstalledExtension> available_;
  std::vector<std::string> order_;  // of all extensions that will run
  std::vector<Started> started_;
  std::vector<std::string> warnings_;
};

Host::Changing::Started* Host::Changing::find_started(std::string_view name) {
  const auto found = std::find_if(started_.begin(), started_.end(),
                                  [&](const Started& one) { return one.reload.name == name; });
  return found == started_.end() ? nullptr : &*found;
}

void Host::Changing::check_swap(std::string_view name) const {
  if (host_.find_entry(name) == nullptr) {
    if (find_available(available_, name) != nullptr) {
      throw base::Error(std::string(name) + " is not enabled: carboy ext enable " +
                        std::string(name));
    }
    std::vector<std::string> names;
    for (const Entry& one : host_.entries_) names.push_back(one.name);
    throw base::Error("There is no extension \"" + std::string(name) + "\" in " +
                      host_.options_.app + "." + base::did_you_mean(name, names));
  }
  if (!is_among(change_.enabled, name)) return;
  const InstalledExtension* const found = find_available(available_, name);
  if (found == nullptr) {
    throw base::Error(std::string(name) + " has no file any more; it was looked for as " +
                      host_.finder_.places(name) + ".");
  }
  if (!found->usable()) throw base::Error(found->refusal);
  if (found->manifest->unload == Manifest::Unload::restart) {
    throw base::Error(
        std::string(name) + " " + found->manifest->version.to_string() +
        " declares that it cannot be replaced while it runs (\"unload\": \"restart\"). "
        "Restart " +
        host_.options_.app + ".");
  }
}

void Host::Changing::resolve_all() {
  available_ = host_.finder_.all();
  for (const std::string& name : change_.swapped) check_swap(name);
  Resolution resolution = resolve(change_.enabled, available_, host_.options_.sdk, choices());
  if (!resolution.ok()) throw base::Error(resolution.report(kUnchanged));
  order_ = std::move(resolution.order);
}

void Host::Changing::start_new() {
  for (const std::string& name : order_) {
    if (host_.find_entry(name) != nullptr && !is_among(change_.swapped, name)) continue;
    const nlohmann::json* settings = host_.given_settings(name);
    if (change_.settings) {
      const auto given = change_.settings->find(name);
      settings = given == change_.settings->end() ? nullptr : &given->second;
    }
    start_one(*find_available(available_, name), settings);
  }
}

void Host::Changing::start_one(const InstalledExtension& installed,
                               const nlohmann::json* settings) {
  const auto begin = Clock::now();
  const Entry* const running = host_.find_entry(installed.name);
  Candidate candidate =
      candidate_of(ExtensionFile::open(installed.file, installed.path), installed.file);
  candidate.left_out = left_out(*installed.manifest, choices());
  host_.check_lock({{candidate.name, candidate.version, candidate.sha256, candidate.sdk}},
                   candidate.name, kUnchanged);
  auto& one = started_.emplace_back();
  const nlohmann::json read = host_.settings_of(*installed.manifest, settings, candidate.mount);
  one.loaded = start_extension(candidate, read, host_.registries_, *host_.folder_, host_.bind_,
                               host_.options_.timeouts);
  Scope& scope = *one.loaded->scope;
  one.reload.name = candidate.name;
  one.reload.to = candidate.version;
  one.reload.started = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  if (running != nullptr) {
    const Candidate& old = running->loaded->candidate;
    one.reload.from = old.version;
    if (old.version == candidate.version && old.sha256 != candidate.sha256) {
      one.reload.sha256 = candidate.sha256;
    }
  }
  // What another version or extension provides so far changes with everything else; the rest may be
  // called by those that start after it.
  if (running == nullptr && !scope.services().replaces_offer()) {
    scope.take_over(nullptr);
  } else {
    host_.registries_.coming.add(scope.services());
  }
}

Swap Host::Changing::swap_of_scopes() {
  std::vector<Swap::Exchange> exchanges;
  std::vector<const Scope*> scopes;
  for (const std::string& name : order_) {
    const Entry* const running = host_.find_entry(name);
    Scope* const old = running == nullptr ? nullptr : running->loaded->scope.get();
    const Started* const next = find_started(name);
    if (next != nullptr) exchanges.push_back({old, next->loaded->scope.get()});
    scopes.push_back(next != nullptr ? next->loaded->scope.get() : old);
  }
  for (const Entry& one : host_.entries_) {
    if (!is_among(order_, one.name)) exchanges.push_back({one.loaded->scope.get(), nullptr});
  }
  return {std::move(exchanges), std::move(scopes)};
}

// A route whose wrapper leaves, or has left before, answers 503. But a version that starts must find
// its wrappers, and a provider that is replaced must provide them again.
bool Host::Changing::may_lack(const app::Owner& owner, const app::WrapperUse& use) {
  const auto is_its = [&](const Scope* scope) { return &scope->contribution().owner == &owner; };
  const auto is_replaced = [&](const Entry& entry) {
    return find_started(entry.name) != nullptr &&
           entry.loaded->scope->services().offers(*use.service, use.minor_version);
  };
  const auto running = host_.with_guests(host_.running_scopes());
  return std::any_of(running.begin(), running.end(), is_its) &&
         std::none_of(host_.entries_.begin(), host_.entries_.end(), is_replaced);
}

void Host::Changing::warn_of_new(const std::vector<std::string>& notes,
                                 const std::vector<std::string>& before) {
  for (const std::string& note : notes) {
    if (is_among(before, note)) continue;
    host_.options_.warn(note);
    warnings_.push_back(note);
  }
}

void Host::Changing::publish() {
  const Swap swap = swap_of_scopes();
  auto enabled = std::exchange(host_.options_.enabled, change_.enabled);
  try {
    swap.check_needs();
    host_.check_commands(swap.scopes(), kUnchanged);
    auto generation =
        host_.build(swap.scopes(), [this](const app::Owner& owner, const app::WrapperUse& use) {
          return may_lack(owner, use);
        });
    const std::vector<std::string> notes = generation->notes();
    check_publish(host_.with_guests(swap.scopes()), *generation, host_.options_.timeouts.publish);
    HandOvers hand_overs(host_.kernel_, host_.options_.timeouts);
    for (Started& one : started_) {
      const Entry* const running = host_.find_entry(one.reload.name);
      if (running == nullptr) continue;
      one.reload.handed_over = hand_overs.run(*running->loaded, *one.loaded);
    }
    const std::vector<std::string> before = host_.kernel_.generation()->notes();
    swap.publish(host_.kernel_, std::move(generation));
    hand_overs.end();
    warn_of_new(notes, before);
  } catch (const base::Error& error) {
    host_.options_.enabled = std::move(enabled);
    throw;
  }
  if (change_.settings) host_.options_.settings = *change_.settings;
  if (change_.choices) host_.options_.choices = *change_.choices;
}

std::vector<std::unique_ptr<LoadedExtension>> Host::Changing::replace_entries() {
  const std::lock_guard lock(host_.entries_mutex_);
  std::vector<Entry> before = std::exchange(host_.entries_, {});
  std::vector<std::unique_ptr<LoadedExtension>> old;
  for (const std::string& name : order_) {
    const auto was = std::find_if(before.begin(), before.end(),
                                  [&](const Entry& one) { return one.name == name; });
    Started* const next = find_started(name);
    host_.entries_.push_back(
        {name, State::active, next != nullptr ? std::move(next->loaded) : std::move(was->loaded)});
  }
  for (Entry& one : before) {
    if (one.loaded != nullptr) old.push_back(std::move(one.loaded));
  }
  return old;
}

std::vector<Reload> Host::Changing::finish(const Published& published) {
  auto old = replace_entries();
  warn_of_unread_services(host_.with_guests(host_.running_scopes()), host_.registries_.services,
                          host_.options_.warn);
  std::vector<Reload> done;
  for (Started& one : started_) {
    if (one.reload.from.empty() && !host_.base_url_.empty()) {
      Scope& scope = *host_.find_entry(one.reload.name)->loaded->scope;
      one.reload.announcements = announcements_of(scope, host_.base_url_);
    }
    done.push_back(std::move(one.reload));
  }
  for (const auto& one : old) {
    if (find_in(done, one->candidate.name) != nullptr) continue;
    Reload& left = done.emplace_back();
    left.name = one->candidate.name;
    left.from = one->candidate.version;
  }
  if (!done.empty()) done.front().warnings = std::move(warnings_);
  if (published) published(done);
  // Users before those that they use, as at the end of the app.
  for (auto one = old.rbegin(); one != old.rend(); ++one) end_old(std::move(*one), done);
  return done;
}

void Host::Changing::end_old(std::unique_ptr<LoadedExtension> old, std::vector<Reload>& done) {
  Reload& reload = *find_in(done, old->candidate.name);
  reload.unload_result = end_extension(std::move(old), host_.kernel_, host_.options_.timeouts);
  reload.ended = true;
  if (reload.unload_result.unloaded) return;
  const std::lock_guard lock(host_.entries_mutex_);
  host_.retired_.push_back({reload.name, reload.from, State::retired, reload.unload_result.why});
}

std::vector<Reload> Host::apply(const Change& change, const Published& published) {
  const std::unique_lock life(life_, std::try_to_lock);
  if (!life.owns_lock()) {
    throw base::Error("Another reload is under way. Try again when it has ended.");
  }
  Changing changing(*this, change);
  changing.resolve_all();
  changing.start_new();
  changing.publish();
  return changing.finish(published);
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
