// The time of the app.
//
// Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/detail/duration.h>

namespace carboy {

// Returns what time it is, in UTC. Prefer it to std::chrono::system_clock::now(): in the test kit
// the time stands still until the test moves it.
std::chrono::system_clock::time_point now();

}  // namespace carboy

#include <carboy/detail/clock.ipp>
