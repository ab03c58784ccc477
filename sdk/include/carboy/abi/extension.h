// The one symbol an extension exports, and what it leads to.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/abi/registrar.h>
#include <carboy/abi/types.h>

namespace carboy::abi {

struct Extension : Service {
  // The SDK it was compiled with: major << 16 | minor.
  virtual uint32_t sdk() noexcept = 0;
  // Registers everything. Failed: the error is set and the host undoes what was registered.
  // `host` stays valid until stop() has returned. Called on a thread of its own.
  virtual Status start(Host* host, Registrar* registrar) noexcept = 0;
  // The last call, after everything registered was dropped. start() may be called again after it.
  virtual void stop() noexcept = 0;

 protected:
  ~Extension() = default;
};

}  // namespace carboy::abi

// Never null; the object lives as long as the library is loaded.
extern "C" __attribute__((visibility("default"))) carboy::abi::Extension*
carboy_extension() noexcept;
