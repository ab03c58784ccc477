// The time of the app in a test.
//
// Thread rule: now() from any thread; set() and advance() from one thread, while no client works.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/testing/error.h>

#include <chrono>

namespace carboy::testing {

// The clock stands still, at the second in which the App was made, until the test moves it. It
// determines carboy::now(), the timers of app.every() and the age of the clients' cookies. It has
// no effect on background work that waits, or on other clocks that the extension reads.
//
//   app.clock().advance(std::chrono::hours(24));
class Clock {
 public:
  using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

  // App::clock() makes these.
  explicit Clock(abi::TestApp* app) : app_(app) {}

  // Returns what time it is in the app.
  Time now() const { return Time(std::chrono::nanoseconds(app_->time())); }
  // Moves the clock to a time, forward or back. Timers keep the time they have left.
  void set(Time time) { app_->set_time(time.time_since_epoch().count()); }
  // Moves the clock forward. Timers that become due run before advance() returns, one after the
  // other, each at its time. Throws Error if `time` is negative.
  void advance(std::chrono::nanoseconds time) {
    if (app_->advance(time.count()) != Status::ok) {
      throw Error("Time only advances; set() goes back.");
    }
  }

 private:
  abi::TestApp* app_;
};

}  // namespace carboy::testing
