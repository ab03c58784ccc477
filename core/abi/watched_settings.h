// An extension's settings, with a Watch that is called for every key that does not exist.
//
// Thread rule: that of the settings. The object must outlive the value that it returns.
#pragma once

#include <carboy/abi/value.h>

#include <nlohmann/json_fwd.hpp>

#include "core/abi/watch.h"

namespace carboy::core::abi {

class WatchedSettings {
 public:
  // Borrows both; `watch` may be null.
  WatchedSettings(const nlohmann::json& settings, Watch* watch);
  carboy::abi::Value value() const noexcept;

  const carboy::abi::Value& plain() const noexcept { return plain_; }
  Watch* watch() const noexcept { return watch_; }

 private:
  carboy::abi::Value plain_;
  Watch* watch_;
};

}  // namespace carboy::core::abi
