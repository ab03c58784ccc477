// Ctrl-C during a check.
//
// Thread rule: create it on the main thread, before other threads.
#pragma once

#include <filesystem>
#include <thread>

#include "core/base/descriptor.h"

namespace carboy::core::check {

// While an object exists, SIGINT, SIGTERM and SIGHUP remove the folder and end this process with
// the status that shells expect. The process that runs the extension dies with this one.
class Interruption {
 public:
  explicit Interruption(std::filesystem::path folder);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  void wait() const;

  std::filesystem::path folder_;
  base::Descriptor signals_;
  base::Descriptor done_;
  std::thread thread_;
};

}  // namespace carboy::core::check
