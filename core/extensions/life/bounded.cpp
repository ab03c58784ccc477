#include "core/extensions/life/bounded.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/own_threads.h"

namespace carboy::core::extensions {

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
  // A joined thread has also run its thread_local destructors, which may be the extension's.
  ended ? thread.join() : thread.detach();
  return ended;
}

std::string duration_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                  : std::to_string(time.count()) + " ms";
}

}  // namespace carboy::core::extensions
