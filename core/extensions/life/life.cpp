#include "core/extensions/life/life.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

std::string in_words(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                  : std::to_string(time.count()) + " ms";
}

// Runs `work` on a thread of its own. False when it has not ended within `limit`; then it goes on
// by itself, so `work` owns what it uses.
bool run_bounded(const std::string& name, std::chrono::milliseconds limit,
                 std::function<void()> work) {
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false;
  };
  auto state = std::make_shared<State>();
  std::thread thread([state, name, work = std::move(work)] {
    base::adopt_this_thread(name);
    work();
    const std::lock_guard lock(state->mutex);
    state->ended = true;
    state->changed.notify_all();
  });
  std::unique_lock lock(state->mutex);
  const bool ended = state->changed.wait_for(lock, limit, [&] { return state->ended; });
  lock.unlock();
  // A joined thread has run its thread_local destructors, too, which may be the extension's.
  ended ? thread.join() : thread.detach();
  return ended;
}

// Versions that cannot go. Never freed: somebody is inside.
void retire(std::unique_ptr<LoadedExtension> loaded) {
  static auto* const mutex = new std::mutex;
  static auto* const retired = new std::list<std::unique_ptr<LoadedExtension>>;
  const std::lock_guard lock(*mutex);
  retired->push_back(std::move(loaded));
}

// Libraries that the loader would not let go, asked again whenever another one goes.
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

// Frees what a version has registered, and its library: empty when that has left the process, else
// what keeps it. Freeing runs on a thread that ends before the library is closed, so that the
// extension's thread_local objects die with it.
std::string take_down(std::unique_ptr<LoadedExtension> loaded, const LifecycleTimeouts& patience) {
  LoadedExtension* const raw = loaded.get();
  const bool freed = run_bounded("free " + loaded->candidate.name, patience.stop, [raw] {
    raw->scope->unwind();
    if (raw->instance != nullptr) raw->instance->stop();
  });
  if (!freed) {
    retire(std::move(loaded));
    return "freeing what it registered has not ended within " + in_words(patience.stop);
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
  if (!file.findings().empty()) candidate.pinning = file.findings().front().text;
  return candidate;
}

std::unique_ptr<LoadedExtension> start_extension(const Candidate& candidate,
                                                 const nlohmann::json& settings,
                                                 Registries& registries, const RunFolder& folder,
                                                 const Bind& bind,
                                                 const LifecycleTimeouts& patience) {
  auto loaded = std::make_unique<LoadedExtension>();
  loaded->candidate = candidate;
  loaded->library = std::make_unique<Library>(candidate.file, folder, candidate.name,
                                              candidate.version, candidate.sha256);
  loaded->scope = std::make_unique<Scope>(registries, candidate.name, candidate.version);
  if (candidate.provides) loaded->scope->declare(*candidate.provides);
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
        run_bounded("start " + candidate.name, patience.start, [raw, result, settings] {
          result->ok = raw->instance->start(settings);
          if (!result->ok) result->failure = app::thread_failure();
        });
    if (!returned) {
      loaded->scope->owner().close();
      retire(std::move(loaded));
      throw base::Error(
          title + " has not come back from its init within " + in_words(patience.start) +
          ". It stays in memory, but serves nothing. Move long work to app.background.");
    }
    if (result->ok) {
      add_static_route(loaded->scope->contribution(), candidate.name, candidate.static_files);
      return loaded;
    }
    refused = title + " failed in its init: " + result->failure.message;
  }

  loaded->scope->close();
  std::string kept;
  if (const auto threads = loaded->library->threads_inside(); !threads.empty()) {
    kept = describe(threads);
    retire(std::move(loaded));
  } else {
    kept = take_down(std::move(loaded), patience);
  }
  throw base::Error(kept.empty() ? refused : refused + " (its library is retired: " + kept + ")");
}

std::string UnloadResult::words() const {
  std::string text = std::to_string(requests) + (requests == 1 ? " request" : " requests") +
                     " drained " + std::to_string(drained.count()) + " ms · ";
  return text + (unloaded ? "old library unloaded" : "old library retired (" + why + ")");
}

UnloadResult end_extension(std::unique_ptr<LoadedExtension> loaded, app::Kernel& kernel,
                           const LifecycleTimeouts& patience) {
  UnloadResult ending;
  Scope& scope = *loaded->scope;
  const bool app_wide = scope.contribution().is_app_wide();
  const auto begin = Clock::now();
  scope.close();
  ending.requests = scope.owner().inside();
  scope.cancel_streams(true);

  const auto drained = [&](Clock::time_point deadline) {
    return scope.drain(deadline) && (!app_wide || kernel.wait_for_old_generations(deadline));
  };
  bool empty = drained(begin + patience.drain);
  if (!empty) {
    scope.cancel_streams(false);
    empty = drained(Clock::now() + patience.cancel);
  }
  ending.drained = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);

  const auto retired = [&](std::string why) {
    ending.why = std::move(why);
    retire(std::move(loaded));
    return ending;
  };
  if (!empty) {
    return retired("requests or work of it have not ended within " + in_words(patience.drain));
  }
  Scope* const raw = &scope;
  if (!run_bounded("stop " + scope.name(), patience.stop, [raw] { raw->run_stop_callbacks(); })) {
    return retired("its stop function has not returned within " + in_words(patience.stop));
  }
  if (const std::string left = scope.leaks(); !left.empty()) return retired("left behind: " + left);
  if (const auto threads = loaded->library->threads_inside(); !threads.empty()) {
    return retired(describe(threads));
  }
  ending.why = take_down(std::move(loaded), patience);
  ending.unloaded = ending.why.empty();
  return ending;
}

}  // namespace carboy::core::extensions
