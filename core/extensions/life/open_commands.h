// The commands of one extension that run inside the app.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <mutex>
#include <set>

#include "core/app/background.h"

namespace carboy::core::extensions {

class OpenCommands {
 public:
  // Counts a run, until the object is destroyed. REQUIRES: `stop` lives longer.
  class Entry {
   public:
    Entry(OpenCommands& open, app::StopSource& stop) : open_(open), stop_(stop) {
      const std::lock_guard lock(open_.mutex_);
      open_.stops_.insert(&stop_);
    }
    ~Entry() {
      const std::lock_guard lock(open_.mutex_);
      open_.stops_.erase(&stop_);
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    OpenCommands& open_;
    app::StopSource& stop_;
  };

  void cancel_all() {
    const std::lock_guard lock(mutex_);
    for (app::StopSource* stop : stops_) stop->request_stop();
  }

 private:
  std::mutex mutex_;
  std::set<app::StopSource*> stops_;
};

}  // namespace carboy::core::extensions
