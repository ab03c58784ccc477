// The app that an extension is checked in: a kernel and what the extension requires, in a folder of
// its own.
//
// Thread rule: as extensions::Host.
#pragma once

#include <string>
#include <vector>

#include "core/check/plan.h"
#include "core/host/running_app.h"

namespace carboy::core::check {

// The URL that answers 200 whatever extensions there are.
constexpr const char* kCheckHealth = "/carboy-ext-check";

// `enabled` is what its host will start; it lives in `plan`'s folder below `folder`.
host::RunningApp make_check_app(const CheckPlan& plan, const std::string& folder,
                                      std::vector<std::string> enabled);

// Its settings, defaults filled in.
nlohmann::json settings_of(const CheckPlan& plan, const extensions::Manifest& manifest);
extensions::LifecycleTimeouts patience_of(const CheckPlan& plan);

}  // namespace carboy::core::check
