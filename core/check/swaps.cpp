#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/check/app.h"
#include "core/check/stage.h"
#include "core/host/local_request.h"

namespace carboy::core::check {
namespace {

using Severity = CheckFinding::Severity;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kThreads = 2;
// Between two swaps: so many requests, or so long.
constexpr std::uint64_t kRequestsBetween = 200;
constexpr std::chrono::milliseconds kLongestBetween{40};
// A body that has not ended by then is one that never ends.
constexpr std::chrono::milliseconds kLongestBody{300};

struct Tried {
  host::LocalAnswer answer;
  bool was_cut = false;  // by us, since it went on and on
};

Tried try_path(app::Application& app, const std::string& path) {
  Tried tried;
  const auto begin = Clock::now();
  tried.answer =
      host::answer_locally(app, {"GET", path, {}, "", false}, [&](std::string_view) {
        tried.was_cut = Clock::now() - begin > kLongestBody;
        return !tried.was_cut;
      });
  return tried;
}

// What many threads ask for, again and again.
class Load {
 public:
  Load(app::Application& app, std::vector<std::string> paths)
      : app_(app), paths_(std::move(paths)) {
    for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { run(i); });
    // Before that a swap would take them for somebody else's.
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
  // Waits for the requests between two swaps.
  void go_on() const {
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
      const Tried tried = try_path(app_, path);
      ++sent_;
      if (tried.answer.status < 500 && (tried.answer.is_whole || tried.was_cut)) continue;
      ++failed_;
      const std::lock_guard lock(mutex_);
      if (!first_failure_.empty()) continue;
      first_failure_ =
          "GET " + path +
          (tried.answer.status < 500 ? " was not answered to its end"
                                     : " was answered with " + std::to_string(tried.answer.status));
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
  Swaps(const CheckPlan& plan, CheckReporter& teller)
      : plan_(plan), teller_(teller), app_(make_check_app(plan, "app", enabled(plan))) {}

  void check() {
    teller_.doing("the app started", 0);
    app_.host().start();
    auto paths = usable_paths();
    if (paths.empty()) paths.emplace_back(kCheckHealth);
    Load load(app_.kernel(), paths);
    load.go_on();
    for (unsigned i = 1; i <= plan_.swaps; ++i) {
      teller_.doing(
          "it was swapped under load, " + std::to_string(i) + " of " + std::to_string(plan_.swaps),
          static_cast<double>(i) / plan_.swaps);
      if (!swap()) break;
      load.go_on();
    }
    load.end();
    tell(load);
    teller_.doing("the app was stopped", 1);
    app_.host().stop();
  }

 private:
  static std::vector<std::string> enabled(const CheckPlan& plan) {
    std::vector<std::string> names = plan.required;
    names.push_back(plan.name);
    return names;
  }

  // Rules of its own that a GET answers without anything to be filled in.
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

  // Without those that fail by themselves, which is told, and those that never end.
  std::vector<std::string> usable_paths() {
    std::vector<std::string> usable;
    for (const std::string& path : own_paths()) {
      teller_.doing("GET " + path + " was answered", 0);
      const Tried tried = try_path(app_.kernel(), path);
      if (tried.was_cut) continue;
      if (tried.answer.status < 500 && tried.answer.is_whole) {
        usable.push_back(path);
        continue;
      }
      teller_.found({"requests", Severity::warning,
                     "answers GET " + path + " with " + std::to_string(tried.answer.status) +
                         ", also without a swap",
                     "`carboy request GET " + path + "` in an app that enables it says why.", ""});
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
      teller_.found({"swap", Severity::error,
                     "swap " + std::to_string(swapped_ + 1) + " was refused: " + error.what(), "",
                     ""});
      return false;
    }
  }

  void tell(const Load& load) {
    const std::string counts =
        "swap under load: " + std::to_string(swapped_) + (swapped_ == 1 ? " swap, " : " swaps, ") +
        with_separators(load.sent()) + " requests, " + with_separators(load.failed()) + " failed";
    if (load.failed() > 0) {
      teller_.found({"swap", Severity::error, counts + "; the first: " + load.first_failure(),
                     "What a view uses has to be there as long as the view: keep it in the view, "
                     "not in a global.",
                     ""});
    } else if (plan_.swaps == 0) {
      teller_.found({"swap", Severity::ok, "requests; it is not swapped", "", ""});
    } else if (swapped_ == plan_.swaps) {
      teller_.found({"swap", Severity::ok, counts, "", ""});
    }
    const auto pinned = extensions::ExtensionFile::open(plan_.file_of(plan_.name), "").findings();
    if (!kept_.empty() && (pinned.empty() || kept_ != pinned.front().text)) {
      teller_.found({"swap", Severity::warning, "stays in memory after a swap: " + kept_,
                     "What it starts has to end in app.at_stop, and soon.", ""});
    }
  }

  const CheckPlan& plan_;
  CheckReporter& teller_;
  host::RunningApp app_;
  unsigned swapped_ = 0;
  std::string kept_;
};

}  // namespace

void check_swaps(const CheckPlan& plan, CheckReporter& teller) {
  // Never destroyed: what is checked may still be inside.
  auto* const swaps = new Swaps(plan, teller);
  swaps->check();
}

}  // namespace carboy::core::check
