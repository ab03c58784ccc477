// `carboy ext check FILE`: what a host would refuse, and what would hurt it, with the remedy.
//
// Thread rule: the main thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace carboy::core::check {

struct CheckOptions {
  std::string file;
  std::vector<std::string> with;      // files of what it requires
  std::vector<std::string> settings;  // key=value, the value as in app.toml or plain text
  unsigned swaps = 20;
  std::chrono::milliseconds patience{10000};  // with init, draining and stop, each
  bool json = false;
  bool strict = false;  // warnings count as errors
};

// 0 without errors, else 1. Throws base::Error for a file that is no extension.
int check_extension(const CheckOptions& options);

// `carboy ext check-stage STAGE FOLDER`, which check_extension() starts and people do not: one part
// of the check, in a process that may die of it. Never returns.
int run_check_stage(const std::string& stage, const std::string& folder);

}  // namespace carboy::core::check
