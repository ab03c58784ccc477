// Somebody who looks on while an extension starts, and may refuse what it registers: how
// `carboy ext check` finds what is not declared, and what a failure in the middle leaves behind.
//
// Thread rule: called on the thread that runs the extension's start(), service_asked_for() on any.
#pragma once

#include <cstdint>
#include <string_view>

namespace carboy::core::abi {

class Watch {
 public:
  // Something is about to be registered; false refuses it.
  virtual bool may_register() noexcept = 0;
  virtual void service_asked_for(std::string_view id, std::uint32_t major,
                                 bool required) noexcept = 0;
  // A setting was read that the settings have not.
  virtual void setting_not_there(std::string_view key) noexcept = 0;

 protected:
  ~Watch() = default;
};

}  // namespace carboy::core::abi
