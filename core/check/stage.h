// The parts of `carboy ext check` that run in processes of their own, because they read or run code
// that may be hostile, and how they report to the process that started them.
//
// Thread rule: a process runs one stage, once, on its main thread, and ends with it. A Reporter may
// be used from any thread.
#pragma once

#include <mutex>
#include <string>

#include "core/check/plan.h"
#include "core/check/report.h"

namespace carboy::core::check {

// The descriptor of the pipe to the parent, in the process of a stage: the first after stderr.
inline constexpr int kReportPipe = 3;

// Writes lines of JSON to the pipe. When the process dies, the last line says what it was doing.
class Reporter {
 public:
  explicit Reporter(int pipe) : pipe_(pipe) {}

  // Reports what is under way, in words that follow "while", such as "its init ran". `part` is how
  // much of the stage is done, from 0 to 1.
  void doing(const std::string& what, double part);
  void found(const Finding& finding);
  // Reports that the stage is complete.
  void done();

 private:
  void write_line(const nlohmann::json& line);

  std::mutex mutex_;
  int pipe_;
};

// Reports what lint finds in the file, with the place in the sources. Runs no code of it.
void check_library(const Plan& plan, Reporter& reporter);
// Starts, stops and starts the extension again, refuses each of its registrations in turn, and
// reports undeclared uses and whatever is left in the process.
void check_life(const Plan& plan, Reporter& reporter);
// Swaps the extension under load and reports requests that fail.
void check_swaps(const Plan& plan, Reporter& reporter);

}  // namespace carboy::core::check
