// `carboy run` and `carboy serve`.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

struct RunOptions {
  bool debug = false;             // run; serve does without
  bool reload = false;            // take what changes while it runs
  std::vector<std::string> bind;  // in the place of [server] bind; empty: as configured
  std::string profile;            // of app.toml; empty: CARBOY_PROFILE's, or the command's own
};

// Serves ./app.toml until SIGINT or SIGTERM. Throws base::Error when it cannot start.
int run_app(const RunOptions& options);

}  // namespace carboy::core::cli
