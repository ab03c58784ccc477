#include "core/extensions/life/life.h"

#include <list>
#include <mutex>

#include <nlohmann/json.hpp>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/extensions/life/bounded.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

// Keeps a version that cannot be unloaded. It is never freed, since threads may be inside.
void retire(std::unique_ptr<LoadedExtension> loaded) {
  static auto* const mutex = new std::mutex;
  static auto* const retired = new std::list<std::unique_ptr<LoadedExtension>>;
  const std::lock_guard lock(*mutex);
  retired->push_back(std::move(loaded));
}

// Libraries that the loader did not unload. Each later unloading tries them again.
struct Lingering {
  std::mutex mutex;
  std::list<std::unique_ptr<Library>> libraries;
};
Lingering& lingering() {
  static auto* const kept = new Lingering;
  return *kept;
}
void sweep_lingering() {
  const std::lock_guard lock(lingering().mutex);
  lingering().libraries.remove_if([](const auto& library) { return library->try_again(); });
}

std::string describe(const std::vector<elf::ForeignThread>& threads) {
  std::string text = threads.size() == 1 ? "a thread it started is" : "threads it started are";
  text += " still running:";
  for (const elf::ForeignThread& thread : threads) {
    text += " \"" + thread.name + "\" (" + std::to_string(thread.id) + ")";
  }
  return text + "; end it with app.at_stop, or let app.background make it";
}

// Frees what a version has registered, and its library. Returns what keeps the library in the
// process, or nothing. Freeing runs on a thread that ends before the library is closed, so that the
// thread's copies of the extension's thread_local objects are destroyed first.
std::string take_down(std::unique_ptr<LoadedExtension> loaded, const LifecycleTimeouts& timeouts) {
  LoadedExtension* const raw = loaded.get();
  const bool freed = run_bounded("free " + loaded->candidate.name, timeouts.stop, [raw] {
    raw->scope->unwind();
    if (raw->instance != nullptr) raw->instance->stop();
  });
  if (!freed) {
    retire(std::move(loaded));
    return "freeing what it registered has not ended within " + duration_text(timeouts.stop);
  }
  // Looked for now, since objects that callbacks held may own threads and have just ended them.
  if (const auto threads = loaded->library->threads_inside(); !threads.empty()) {
    retire(std::move(loaded));
    return describe(threads);
  }
  loaded->instance.reset();
  loaded->scope.reset();
  sweep_lingering();
  if (loaded->library->close()) return {};
  const std::lock_guard lock(lingering().mutex);
  lingering().libraries.push_back(std::move(loaded->library));
  return loaded->candidate.pinning.empty() ? "the loader keeps it" : loaded->candidate.pinning;
}

struct StartResult {
  bool ok = false;
  app::Failure failure;
};

}  // namespace

Candidate candidate_of(const ExtensionFile& file, const std::filesystem::path& path) {
  Candidate candidate;
  candidate.name = file.manifest().name;
  candidate.version = file.manifest().version.to_string();
  candidate.file = path;
  candidate.sha256 = file.sha256();
  candidate.sdk = file.build().sdk.to_string();
  candidate.static_files = static_files_of(file.resources());
  candidate.provides.emplace();
  for (const ProvidedService& service : file.manifest().provides) {
    candidate.provides->push_back({service.id, service.major, service.minor});
  }
  candidate.contributes.emplace();
  for (const ProvidedService& service : file.manifest().contributes) {
    candidate.contributes->push_back({service.id, service.major, service.minor});
  }
  if (!file.findings().empty()) candidate.pinning = file.findings().front().text;
  return candidate;
}

std::unique_ptr<LoadedExtension> start_extension(const Candidate& candidate,
                                                 const nlohmann::json& settings,
                                                 Registries& registries, const RunFolder& folder,
                                                 const Bind& bind,
                                                 const LifecycleTimeouts& timeouts) {
  auto loaded = std::make_unique<LoadedExtension>();
  loaded->candidate = candidate;
  loaded->library = std::make_unique<Library>(candidate.file, folder, candidate.name,
                                              candidate.version, candidate.sha256);
  loaded->scope = std::make_unique<Scope>(registries, candidate.name, candidate.version);
  loaded->scope->services().declare(candidate.provides, candidate.contributes);
  loaded->scope->services().leave_out(candidate.left_out);
  loaded->scope->contribution().blueprints.front().prefix = candidate.mount;
  const std::string title = candidate.name + " " + candidate.version;

  auto result = std::make_shared<StartResult>();
  LoadedExtension* const raw = loaded.get();
  std::string refused;
  try {
    loaded->instance = bind(*loaded->library, *loaded->scope);
  } catch (const base::Error& error) {
    refused = error.what();
  }
  if (refused.empty()) {
    const bool returned =
        run_bounded("start " + candidate.name, timeouts.start, [raw, result, settings] {
          result->ok = raw->instance->start(settings);
          if (!result->ok) result->failure = app::thread_failure();
        });
    if (!returned) {
      loaded->scope->owner().close();
      retire(std::move(loaded));
      throw base::Error(
          title + " has not returned from its init within " + duration_text(timeouts.start) +
          ". It stays in memory, but serves nothing. Move long work to app.background.");
    }
    if (result->ok) {
      add_static_route(loaded->scope->contribution(), candidate.name, candidate.static_files);
      return loaded;
    }
    refused = title + " failed in its init: " + result->failure.message;
  }

  loaded->scope->close();
  const std::string kept = take_down(std::move(loaded), timeouts);
  throw base::Error(kept.empty() ? refused : refused + " (its library is retired: " + kept + ")");
}

std::string UnloadResult::describe() const {
  std::string text = std::to_string(requests) + (requests == 1 ? " request" : " requests") +
                     " drained " + std::to_string(drained.count()) + " ms · ";
  return text + (unloaded ? "old library unloaded" : "old library retired (" + why + ")");
}

UnloadResult end_extension(std::unique_ptr<LoadedExtension> loaded, app::Kernel& kernel,
                           const LifecycleTimeouts& timeouts) {
  UnloadResult result;
  Scope& scope = *loaded->scope;
  const bool app_wide = scope.contribution().is_app_wide();
  const auto begin = Clock::now();
  scope.close();
  result.requests = scope.owner().inside();
  scope.streams().cancel_event_streams();
  if (app_wide) scope.registries().list_streams.cancel_event_streams();

  const auto drain_until = [&](Clock::time_point deadline) {
    return scope.drain(deadline) && (!app_wide || kernel.wait_for_old_generations(deadline));
  };
  bool empty = drain_until(begin + timeouts.drain);
  if (!empty) {
    scope.streams().cancel_all();
    if (app_wide) scope.registries().list_streams.cancel_all();
    scope.open_commands().cancel_all();
    empty = drain_until(Clock::now() + timeouts.cancel);
  }
  result.drained = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);

  const auto retire_because = [&](std::string why) {
    result.why = std::move(why);
    retire(std::move(loaded));
    return result;
  };
  if (!empty) {
    return retire_because("requests or work of it have not ended within " +
                          duration_text(timeouts.drain));
  }
  if (loaded->busy->load()) {
    return retire_because("a function of its hand-over has not returned");
  }
  Scope* const raw = &scope;
  if (!run_bounded("stop " + scope.name(), timeouts.stop,
                   [raw] { raw->work().run_stop_callbacks(); })) {
    return retire_because("its stop function has not returned within " +
                          duration_text(timeouts.stop));
  }
  if (const std::string left = scope.leaks(); !left.empty())
    return retire_because("left behind: " + left);
  result.why = take_down(std::move(loaded), timeouts);
  result.unloaded = result.why.empty();
  return result;
}

}  // namespace carboy::core::extensions
