// The time of the app in a test.
//
// Thread rule: now() from any thread; set() and advance() from one, while no client works.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/testing/error.h>

#include <chrono>

namespace carboy::testing {

// It stands still at the second the App was made, until the test moves it. What it rules:
// carboy::now(), the timers of app.every() and the ages of the clients' cookies; not background
// work that waits, nor clocks that the extension reads by itself.
class Clock {
 public:
  using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

  // Made by App::clock().
  explicit Clock(abi::TestApp* app) : app_(app) {}

  Time now() const { return Time(std::chrono::nanoseconds(app_->time())); }
  // Moves to that time; timers keep the time they have left.
  void set(Time time) { app_->set_time(time.time_since_epoch().count()); }
  // Moves on. Timers that become due run in here, one after the other, each at its time.
  void advance(std::chrono::nanoseconds time) {
    if (app_->advance(time.count()) != Status::ok) {
      throw Error("Time only advances; set() goes back.");
    }
  }

 private:
  abi::TestApp* app_;
};

}  // namespace carboy::testing
