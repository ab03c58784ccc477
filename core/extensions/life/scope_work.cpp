#include "core/extensions/life/scope_work.h"

#include <algorithm>

namespace carboy::core::extensions {

void ScopeWork::start() {
  start_timers();
  for (app::Background& work : background_) work.start();
}

void ScopeWork::start_timers() {
  for (Timer& timer : timers_) {
    if (timer.id == 0) timer.id = scheduler_.every(timer.period, timer.task);
  }
}

bool ScopeWork::stop_timers(Deadline deadline) {
  bool stopped = true;
  for (Timer& timer : timers_) {
    if (timer.id == 0) continue;
    if (scheduler_.cancel(timer.id, deadline)) {
      timer.id = 0;
    } else {
      stopped = false;
    }
  }
  return stopped;
}

void ScopeWork::request_stop() {
  for (app::Background& work : background_) work.request_stop();
}

bool ScopeWork::wait(Deadline deadline) {
  bool ended = stop_timers(deadline);
  for (app::Background& work : background_) ended = work.wait(deadline) && ended;
  return ended;
}

void ScopeWork::run_stop_callbacks() {
  for (auto callback = stops_.rbegin(); callback != stops_.rend(); ++callback) (*callback)();
}

bool ScopeWork::has_running_timer() const {
  return std::any_of(timers_.begin(), timers_.end(), [this](const Timer& timer) {
    return timer.id != 0 && scheduler_.contains(timer.id);
  });
}

void ScopeWork::clear() {
  hand_over_.reset();
  while (!background_.empty()) background_.pop_back();
  while (!timers_.empty()) timers_.pop_back();
  while (!stops_.empty()) stops_.pop_back();
}

}  // namespace carboy::core::extensions
