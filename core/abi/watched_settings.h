// An extension's settings, with a Watch that hears of every key they have not.
//
// Thread rule: as the settings; the object outlives the value it gives.
#pragma once

#include <carboy/abi/value.h>

#include <nlohmann/json_fwd.hpp>

#include "core/abi/watch.h"

namespace carboy::core::abi {

class WatchedSettings {
 public:
  // `watch` may be null. Both are borrowed.
  WatchedSettings(const nlohmann::json& settings, Watch* watch);
  carboy::abi::Value value() const noexcept;

  const carboy::abi::Value& plain() const noexcept { return plain_; }
  Watch* watch() const noexcept { return watch_; }

 private:
  carboy::abi::Value plain_;
  Watch* watch_;
};

}  // namespace carboy::core::abi
