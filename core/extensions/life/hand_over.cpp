#include "core/extensions/life/hand_over.h"

#include <atomic>
#include <memory>
#include <utility>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/extensions/life/bounded.h"
#include "core/extensions/life/life.h"

namespace carboy::core::extensions {
namespace {

using Clock = std::chrono::steady_clock;

std::string title_of(const LoadedExtension& one) {
  return one.candidate.name + " " + one.candidate.version;
}

struct HandOverCall {
  HandOverData data;
  bool ok = false;
  app::Failure failure;
};

// Runs one of the two functions, and returns what it has made of the data.
HandOverData call(LoadedExtension& one, const std::string& word,
                  const std::function<bool(HandOverData&)>& function, HandOverData data,
                  std::chrono::milliseconds limit) {
  auto made = std::make_shared<HandOverCall>();
  made->data = std::move(data);
  const auto busy = one.busy;
  const bool returned = run_bounded(word + " " + one.candidate.name, limit, [made, busy, function] {
    busy->store(true);
    made->ok = function(made->data);
    if (!made->ok) made->failure = app::thread_failure();
    busy->store(false);
  });
  const std::string what = "The " + word + " function of " + title_of(one);
  if (!returned) {
    throw base::Error(what + " has not returned within " + duration_text(limit) +
                      " ([server] hand_over_timeout), so the swap was refused.");
  }
  if (!made->ok) {
    throw base::Error(what + " failed, so the swap was refused: " + made->failure.message);
  }
  return std::move(made->data);
}

}  // namespace

// Lets new requests to an extension wait, and its timers, as long as it lives, unless they are left
// to the end of the extension.
class HandOvers::Hold {
 public:
  Hold(Scope& scope, app::Kernel& kernel)
      : scope_(scope), kernel_(kernel), is_app_wide_(scope.contribution().is_app_wide()) {
    scope_.owner().hold();
    if (is_app_wide_) kernel_.hold();
  }
  ~Hold() {
    if (is_left_) return;
    scope_.work().start_timers();
    scope_.owner().release();
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  void leave() noexcept { is_left_ = true; }

  // Waits until no request, response body or timer task is inside.
  bool drain(const LifecycleTimeouts& timeouts) {
    scope_.streams().cancel_event_streams();
    if (drain_until(Clock::now() + timeouts.drain)) return true;
    scope_.streams().cancel_all();
    return drain_until(Clock::now() + timeouts.cancel);
  }

 private:
  bool drain_until(Clock::time_point deadline) {
    return scope_.work().stop_timers(deadline) && scope_.owner().drain(deadline) &&
           (!is_app_wide_ || kernel_.wait_until_unused(deadline));
  }

  Scope& scope_;
  app::Kernel& kernel_;
  const bool is_app_wide_;
  bool is_left_ = false;
};

HandOvers::HandOvers(app::Kernel& kernel, const LifecycleTimeouts& timeouts)
    : kernel_(kernel), timeouts_(timeouts) {}

HandOvers::~HandOvers() {
  holds_.clear();
  kernel_.release();
}

void HandOvers::end() noexcept {
  for (const auto& hold : holds_) hold->leave();
  kernel_.release();
}

std::optional<std::chrono::milliseconds> HandOvers::run(LoadedExtension& old,
                                                        LoadedExtension& next) {
  const auto& from = old.scope->work().hand_over();
  const auto& to = next.scope->work().hand_over();
  if (!from || !to) return std::nullopt;
  const auto begin = Clock::now();
  Hold& hold = *holds_.emplace_back(std::make_unique<Hold>(*old.scope, kernel_));
  if (!hold.drain(timeouts_)) {
    throw base::Error("Requests of " + title_of(old) + " have not ended within " +
                      duration_text(timeouts_.drain) +
                      " ([server] drain_timeout). It hands its state over when they have, so the "
                      "swap was refused.");
  }
  HandOverData data;
  data.other_version = next.candidate.version;
  data = call(old, "save", from->save, std::move(data), timeouts_.hand_over);
  data.other_version = old.candidate.version;
  data.is_sealed = true;
  call(next, "take", to->take, std::move(data), timeouts_.hand_over);
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

}  // namespace carboy::core::extensions
