// How a process of `carboy ext check` tells the one that started it what it does and finds: lines
// of JSON through a pipe. What was told last before it died is what it died of.
//
// Thread rule: any thread.
#pragma once

#include <mutex>
#include <string>

#include "core/check/report.h"

namespace carboy::core::check {

class CheckReporter {
 public:
  explicit CheckReporter(int pipe) : pipe_(pipe) {}

  // "its init ran": what is under way, to stand behind "while"; `part` of this process's work is
  // done, 0 to 1.
  void doing(const std::string& what, double part);
  void found(const CheckFinding& finding);
  // Everything was done.
  void done();

 private:
  void tell(const nlohmann::json& line);
  std::mutex mutex_;
  int pipe_;
};

}  // namespace carboy::core::check
