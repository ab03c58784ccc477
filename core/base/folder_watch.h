// Waits for changes in folders (inotify).
//
// Thread rule: not thread-safe; wait() blocks the thread that calls it.
#pragma once

#include <chrono>
#include <filesystem>

#include "core/base/descriptor.h"

namespace carboy::core::base {

class FolderWatch {
 public:
  // Throws Error if the machine allows no more watches.
  FolderWatch();

  // Watches the files directly inside `folder`: each file written, renamed in or out, or removed is
  // a change. Ignores a folder that does not exist or that is watched already.
  void add(const std::filesystem::path& folder);

  // Waits for a change, then until nothing has changed for `quiet`, but at most for a second: the
  // caller does not read a file while it is being written. Returns false if the descriptor `stop`
  // becomes readable.
  bool wait(int stop, std::chrono::milliseconds quiet);

 private:
  // Reads and drops the pending events. Returns whether there were any.
  bool take_events();

  Descriptor inotify_;
};

}  // namespace carboy::core::base
