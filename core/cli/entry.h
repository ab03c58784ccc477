// The one symbol of libcarboy-host.so. What is in the library is asked for by name, so that it can
// grow without a second symbol.
#pragma once

namespace carboy::core::cli {

// "carboy.CommandLine" 1
struct CommandLineV1 {
  virtual int run(int argc, char** argv) noexcept = 0;

 protected:
  ~CommandLineV1() = default;
};

}  // namespace carboy::core::cli

// The interface of that name and major version; null when this library has none.
extern "C" __attribute__((visibility("default"))) void* carboy_host(const char* name,
                                                                    unsigned major) noexcept;
