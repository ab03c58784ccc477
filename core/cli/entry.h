// The one symbol of libcarboy-host.so. Programs ask it for interfaces by name, so that the library
// can grow without a second symbol.
//
// Thread rule: carboy_host() may be called from any thread.
#pragma once

namespace carboy::core::cli {

// "carboy.CommandLine" 1
struct CommandLineV1 {
  virtual int run(int argc, char** argv) noexcept = 0;

 protected:
  ~CommandLineV1() = default;
};

}  // namespace carboy::core::cli

// Returns the interface of that name and major version, or null when this library does not have it.
extern "C" __attribute__((visibility("default"))) void* carboy_host(const char* name,
                                                                    unsigned major) noexcept;
