// What an App of the test kit is made of.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/detail/runtime.h>

#include <memory>
#include <mutex>
#include <vector>

namespace carboy::testing {

namespace detail {

// Makes an app's host the host of the test program's own code. The youngest App wins.
class OwnHost {
 public:
  explicit OwnHost(abi::Host* host) : host_(host) {
    const std::lock_guard lock(mutex_);
    alive_.push_back(host);
    carboy::detail::host = host;
  }
  ~OwnHost() {
    const std::lock_guard lock(mutex_);
    std::erase(alive_, host_);
    carboy::detail::host = alive_.empty() ? nullptr : alive_.back();
  }
  OwnHost(const OwnHost&) = delete;
  OwnHost& operator=(const OwnHost&) = delete;

 private:
  static inline std::mutex mutex_;
  static inline std::vector<abi::Host*> alive_;
  abi::Host* host_;
};

struct DropApp {
  void operator()(abi::TestApp* app) const noexcept { app->drop(); }
};
using OwnedApp = std::unique_ptr<abi::TestApp, DropApp>;

}  // namespace detail
}  // namespace carboy::testing
