// Runs code of an extension for a limited time.
//
// Thread rule: any thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace carboy::core::extensions {

// Runs `work` on a thread of its own, named `name`. Returns false if it has not ended within
// `limit`; then it continues by itself, so `work` owns what it uses.
bool run_bounded(const std::string& name, std::chrono::milliseconds limit,
                 std::function<void()> work);

// "30 s", "1500 ms".
std::string duration_text(std::chrono::milliseconds time);

}  // namespace carboy::core::extensions
