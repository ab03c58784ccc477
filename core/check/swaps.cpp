#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/words.h"
#include "core/check/app.h"
#include "core/check/stage.h"
#include "core/host/local_request.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kThreads = 2;
// Between two swaps the load sends this number of requests, for at most this time.
constexpr std::uint64_t kRequestsBetween = 200;
constexpr std::chrono::milliseconds kLongestBetween{40};
// A body that takes longer counts as one that never ends.
constexpr std::chrono::milliseconds kLongestBody{300};

struct Attempt {
  host::LocalAnswer answer;
  bool was_cut = false;  // by this client, because the body did not end
};

Attempt try_path(app::Application& app, const std::string& path) {
  Attempt attempt;
  const auto begin = Clock::now();
  attempt.answer = host::answer_locally(app, {"GET", path, {}, "", false}, [&](std::string_view) {
    attempt.was_cut = Clock::now() - begin > kLongestBody;
    return !attempt.was_cut;
  });
  return attempt;
}

// Requests from several threads without a pause.
class Load {
 public:
  Load(app::Application& app, std::vector<std::string> paths)
      : app_(app), paths_(std::move(paths)) {
    for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { run(i); });
    // A swap that sees threads which are not adopted takes them for the extension's.
    adopted_.wait();
  }
  ~Load() { end(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void end() {
    ended_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  // Waits until the requests between two swaps have been sent.
  void send_some() const {
    const std::uint64_t enough = sent_ + kRequestsBetween;
    const auto give_up = Clock::now() + kLongestBetween;
    while (sent_ < enough && Clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t failed() const { return failed_; }
  std::string first_failure() const {
    const std::lock_guard lock(mutex_);
    return first_failure_;
  }

 private:
  void run(std::size_t number) {
    base::adopt_this_thread("carboy-load");
    adopted_.count_down();
    for (std::size_t i = number; !ended_; ++i) {
      const std::string& path = paths_[i % paths_.size()];
      const Attempt attempt = try_path(app_, path);
      ++sent_;
      if (attempt.answer.status < 500 && (attempt.answer.is_whole || attempt.was_cut)) continue;
      ++failed_;
      const std::lock_guard lock(mutex_);
      if (!first_failure_.empty()) continue;
      first_failure_ = "GET " + path +
                       (attempt.answer.status < 500
                            ? " was not answered completely"
                            : " was answered with " + std::to_string(attempt.answer.status));
    }
  }

  app::Application& app_;
  const std::vector<std::string> paths_;
  std::latch adopted_{kThreads};
  std::atomic<std::uint64_t> sent_{0}, failed_{0};
  std::atomic<bool> ended_{false};
  mutable std::mutex mutex_;
  std::string first_failure_;
  std::vector<std::thread> threads_;
};

class Swaps {
 public:
  Swaps(const Plan& plan, Reporter& reporter)
      : plan_(plan), reporter_(reporter), app_(make_app(plan, "app", enabled(plan))) {}

  void check() {
    reporter_.doing("the app started", 0);
    app_.host().start();
    auto paths = usable_paths();
    if (paths.empty()) paths.emplace_back(kHealthPath);
    Load load(app_.kernel(), paths);
    load.send_some();
    for (unsigned i = 1; i <= plan_.swaps; ++i) {
      reporter_.doing(
          "it was swapped under load, " + std::to_string(i) + " of " + std::to_string(plan_.swaps),
          static_cast<double>(i) / plan_.swaps);
      if (!swap()) break;
      load.send_some();
    }
    load.end();
    report(load);
    reporter_.doing("the app was stopped", 1);
    app_.host().stop();
  }

 private:
  static std::vector<std::string> enabled(const Plan& plan) {
    std::vector<std::string> names = plan.required;
    names.push_back(plan.name);
    return names;
  }

  // Returns the extension's rules for GET that have no parameters.
  std::vector<std::string> own_paths() {
    std::vector<std::string> paths;
    const auto generation = app_.kernel().generation();
    for (std::size_t i = 0; i < generation->route_count(); ++i) {
      const app::CompiledRoute& route = generation->route(i);
      const app::RouteEntry& entry = *route.entry;
      const auto& methods = entry.methods;
      if (route.owner->name() != plan_.name || route.view == nullptr || entry.websocket ||
          entry.host || entry.subdomain || entry.build_only || entry.rule.empty() ||
          entry.rule.find('<') != std::string::npos) {
        continue;
      }
      if (methods.empty() || std::find(methods.begin(), methods.end(), "GET") != methods.end()) {
        paths.push_back(entry.rule);
      }
    }
    return paths;
  }

  // Returns the paths to load, without those that fail on their own, which it reports, and those
  // whose bodies never end.
  std::vector<std::string> usable_paths() {
    std::vector<std::string> usable;
    for (const std::string& path : own_paths()) {
      reporter_.doing("GET " + path + " was answered", 0);
      const Attempt attempt = try_path(app_.kernel(), path);
      if (attempt.was_cut) continue;
      if (attempt.answer.status < 500 && attempt.answer.is_whole) {
        usable.push_back(path);
        continue;
      }
      reporter_.found({"requests", Severity::warning,
                       "answers GET " + path + " with " + std::to_string(attempt.answer.status) +
                           ", even without a swap",
                       "`carboy request GET " + path + "` in an app that enables it says why.",
                       ""});
    }
    return usable;
  }

  bool swap() {
    try {
      const extensions::Reload reload = app_.host().reload(plan_.name);
      ++swapped_;
      if (!reload.unload_result.unloaded && kept_.empty()) kept_ = reload.unload_result.why;
      return true;
    } catch (const base::Error& error) {
      reporter_.found({"swap", Severity::error,
                       "swap " + std::to_string(swapped_ + 1) + " was refused: " + error.what(), "",
                       ""});
      return false;
    }
  }

  void report(const Load& load) {
    const std::string counts = "swap under load: " + base::counted(swapped_, "swap") + ", " +
                               base::with_separators(load.sent()) + " requests, " +
                               base::with_separators(load.failed()) + " failed";
    if (load.failed() > 0) {
      reporter_.found({"swap", Severity::error, counts + "; the first: " + load.first_failure(),
                       "Everything that a view uses must live as long as the view: keep it in the "
                       "view, not in a global.",
                       ""});
    } else if (plan_.swaps == 0) {
      reporter_.found({"swap", Severity::ok,
                       "requests; not swapped, because \"unload\" is \"restart\"", "", ""});
    } else if (swapped_ == plan_.swaps) {
      reporter_.found({"swap", Severity::ok, counts, "", ""});
    }
    const auto pinned = extensions::ExtensionFile::open(plan_.file_of(plan_.name), "").findings();
    if (!kept_.empty() && (pinned.empty() || kept_ != pinned.front().text)) {
      reporter_.found({"swap", Severity::warning, "stays in memory after a swap: " + kept_,
                       "Everything it starts must end soon after app.at_stop.", ""});
    }
  }

  const Plan& plan_;
  Reporter& reporter_;
  host::RunningApp app_;
  unsigned swapped_ = 0;
  std::string kept_;
};

}  // namespace

void check_swaps(const Plan& plan, Reporter& reporter) {
  // Never destroyed, because threads of the extension may still use it.
  auto* const swaps = new Swaps(plan, reporter);
  swaps->check();
}

}  // namespace carboy::core::check
