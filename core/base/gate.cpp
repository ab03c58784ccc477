#include "core/base/gate.h"

#include <algorithm>
#include <thread>

namespace carboy::core::base {

bool Gate::wait_empty(std::chrono::steady_clock::time_point deadline) const {
  auto pause = std::chrono::microseconds(20);
  while (inside() != 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(1000));
  }
  return true;
}

}  // namespace carboy::core::base
