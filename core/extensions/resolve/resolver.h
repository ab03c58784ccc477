// Decides, before anything runs, whether the enabled extensions fit together, and in which order
// they start. One report contains everything that is wrong.
//
// Thread rule: free functions and values; any thread.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/extensions/package/version.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::extensions {

// One requirement that is not met.
struct Problem {
  enum class Kind {
    missing,        // enabled or needed, but not installed
    refused,        // installed, but its file cannot be used
    disabled,       // needed and installed, but not enabled
    wrong_version,  // needed, enabled, and outside the range
    sdk,            // made for another version of Carboy
    conflict,       // one declares that it conflicts with the other
    duplicate,      // two provide one service
    mixed,          // one provides a service that another contributes to
    unprovided,     // nobody provides a service that one uses
    choice,         // [app] provide names an extension that does not provide the service
    cycle,          // they need each other
  };
  Kind kind;
  std::string extension;  // the enabled extension it is about
  std::string text;       // sentences: what is needed, by which extension, and what is installed
  std::string remedy;     // the commands that help, one line
};

struct Resolution {
  // Dependencies first, otherwise in the order of `enabled`; empty if there are problems.
  std::vector<std::string> order;
  std::vector<Problem> problems;

  bool ok() const { return problems.empty(); }

  // "Cannot start bookshop: 2 requirements are not met." and a paragraph for each, as a terminal
  // shows it; `outcome` is the part before the colon. REQUIRES: not ok().
  std::string report(const std::string& outcome) const;
};

// `enabled`: the names in the order of app.toml; repeated names count once.
// `available`: all installed extensions, so that the report can name those that are not enabled.
// `sdk`: the version of this host. An extension fits if its manifest's range contains that version,
// and the SDK it was built with has the same major version and no later minor version.
// An optional requirement that is enabled starts first and must fit, too.
// `choices`: by service, the one of several extensions that provides it ([app] provide).
using ServiceChoices = std::map<std::string, std::string, std::less<>>;
Resolution resolve(std::span<const std::string> enabled,
                   std::span<const InstalledExtension> available, const Version& sdk,
                   const ServiceChoices& choices = {});

// Returns the services that an extension could provide, but another one was chosen for.
std::vector<std::string> left_out(const Manifest& manifest, const ServiceChoices& choices);

}  // namespace carboy::core::extensions
