// The state of one extension, as it sees it.
//
// Thread rule: that of sdk/include/carboy/abi/host.h.
#pragma once

#include <carboy/abi/host.h>

#include "core/extensions/life/state_store.h"

namespace carboy::core::abi {

class StateAdapter final : public carboy::abi::State {
 public:
  explicit StateAdapter(extensions::KeptState& state) : state_(state) {}

  Status get(Text key, TextSink out) noexcept override;
  Status put(Text key, Bytes value) noexcept override;
  Status erase(Text key) noexcept override;
  Status update(Text key, carboy::abi::StateChange change) noexcept override;
  void keys(Text prefix, TextSink out) noexcept override;

 private:
  extensions::KeptState& state_;
};

}  // namespace carboy::core::abi
