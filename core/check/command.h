// `carboy ext check FILE`: reports what a host would refuse and what would harm one, and how to fix
// it.
//
// Thread rule: the main thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace carboy::core::check {

struct Options {
  std::string file;
  std::vector<std::string> with;      // files of extensions that it requires
  std::vector<std::string> settings;  // key=value; the value is TOML, or else plain text
  unsigned swaps = 20;
  std::chrono::milliseconds timeout{10000};  // for init, draining and stop each
  bool json = false;
  bool strict = false;  // warnings count as errors
};

// Prints the report. Returns 0 when there are no errors, else 1. Throws base::Error for a file that
// is not an extension.
int check_extension(const Options& options);

// Runs one part of the check, `carboy ext check-stage STAGE FOLDER`, which check_extension() starts
// as a process that may crash. Never returns.
int run_stage(const std::string& stage, const std::string& folder);

}  // namespace carboy::core::check
