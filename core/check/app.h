// The app in which an extension is checked: a kernel and the extensions that it requires, in a
// folder of its own.
//
// Thread rule: the thread rule of extensions::Host.
#pragma once

#include <string>
#include <vector>

#include "core/check/plan.h"
#include "core/host/running_app.h"

namespace carboy::core::check {

// The path that answers 200 whatever the extensions register.
constexpr const char* kHealthPath = "/carboy-ext-check";

// Returns an app that starts the extensions in `enabled`, in `folder` below the folder of the plan.
host::RunningApp make_app(const Plan& plan, const std::string& folder,
                          std::vector<std::string> enabled);

// Returns the settings of an extension, with the defaults of its schema.
nlohmann::json settings_of(const Plan& plan, const extensions::Manifest& manifest);
extensions::LifecycleTimeouts timeouts_of(const Plan& plan);

}  // namespace carboy::core::check
