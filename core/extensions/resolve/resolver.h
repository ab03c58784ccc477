// Decides, before anything runs, whether the enabled extensions fit together, and in which order
// they start. Everything that is wrong is told in one report.
//
// Thread rule: free functions and values; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/extensions/package/version.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::extensions {

// One requirement that is not met.
struct Problem {
  enum class Kind {
    missing,        // enabled or needed, and not there
    refused,        // there, but its file cannot be used
    disabled,       // needed and there, but not enabled
    wrong_version,  // needed, enabled, and outside the range
    sdk,            // made for another version of Carboy
    conflict,       // one says it cannot live with the other
    duplicate,      // two provide one service
    cycle,          // they need each other
  };
  Kind kind;
  std::string extension;  // the enabled extension it is about
  std::string text;       // sentences: who asked for what, and what there is
  std::string remedy;     // the commands that help, one line
};

struct Resolution {
  std::vector<std::string> order;  // dependencies first, else as enabled; empty with problems
  std::vector<Problem> problems;

  bool ok() const { return problems.empty(); }

  // "Cannot start bookshop: 2 requirements are not met." and a paragraph for each, as a terminal
  // shows it. REQUIRES: not ok().
  std::string report(const std::string& app) const;
};

// `enabled`: the names in the order of app.toml (one that stands there twice counts once).
// `available`: everything there is, so that the report can name what is installed but not enabled.
// `sdk`: the version of this host. An extension fits when its manifest's range contains it and the
// SDK it was built with is of the same major version and not of a later minor one.
// An optional requirement counts when it is enabled: then it starts first and has to fit.
Resolution resolve(std::span<const std::string> enabled,
                   std::span<const InstalledExtension> available, const Version& sdk);

}  // namespace carboy::core::extensions
