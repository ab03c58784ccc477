// Ctrl-C while an extension is checked.
//
// Thread rule: the main thread, before it starts others.
#pragma once

#include <filesystem>
#include <thread>

#include "core/base/descriptor.h"

namespace carboy::core::check {

// While it lives, SIGINT, SIGTERM and SIGHUP remove the folder and end this process, with the
// status a shell expects. The process that runs the extension dies with this one.
class CheckInterruption {
 public:
  explicit CheckInterruption(std::filesystem::path folder);
  ~CheckInterruption();
  CheckInterruption(const CheckInterruption&) = delete;
  CheckInterruption& operator=(const CheckInterruption&) = delete;

 private:
  void wait() const;

  std::filesystem::path folder_;
  base::Descriptor signals_;
  base::Descriptor done_;
  std::thread thread_;
};

}  // namespace carboy::core::check
