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
  // Throws Error when the machine gives no more watches.
  FolderWatch();

  // From now on changes of the files right inside `folder` count: written, renamed in or out,
  // removed. A folder that is not there, or that is watched already, is left alone.
  void add(const std::filesystem::path& folder);

  // Waits for a change, and on until nothing has changed for `quiet`, at most for a second: a file
  // is not looked at while it is being written. False when `stop` became readable.
  bool wait(int stop, std::chrono::milliseconds quiet);

 private:
  // True when events were there; they are forgotten.
  bool take_events();

  Descriptor inotify_;
};

}  // namespace carboy::core::base
