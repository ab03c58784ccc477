// Observes an extension while it starts, and may reject what it registers. `carboy ext check` uses
// it to find what the manifest does not declare, and what a failure in the middle leaves allocated.
//
// Thread rule: called on the thread that runs the extension's start(); service_asked_for() on any
// thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace carboy::core::abi {

class Watch {
 public:
  // Called before something is registered. Returns false to reject it.
  virtual bool may_register() noexcept = 0;
  // Called when the extension asks for a service.
  virtual void service_asked_for(std::string_view id, std::uint32_t major,
                                 bool required) noexcept = 0;
  // Called when the extension reads a setting that does not exist.
  virtual void setting_not_found(std::string_view key) noexcept = 0;

 protected:
  ~Watch() = default;
};

}  // namespace carboy::core::abi
