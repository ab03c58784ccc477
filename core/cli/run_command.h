// `carboy run` and `carboy serve`.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

struct RunOptions {
  bool debug = false;             // true for run, false for serve
  bool reload = false;            // apply changes while the app runs
  std::vector<std::string> bind;  // replaces [server] bind unless empty
  std::string profile;            // of app.toml; empty: of CARBOY_PROFILE, or the command's default
};

// Serves the app of the current folder until SIGINT or SIGTERM. Throws base::Error when it cannot
// start.
int run_app(const RunOptions& options);

}  // namespace carboy::core::cli
