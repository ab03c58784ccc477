// The app that an extension is checked in: a kernel and what the extension requires, in a folder of
// its own.
//
// Thread rule: as extensions::Host.
#pragma once

#include <string>
#include <vector>

#include "core/abi/binding.h"
#include "core/cli/check/plan.h"
#include "core/extensions/host.h"

namespace carboy::core::cli {

class CheckApp {
 public:
  // `enabled` is what host() will start, in `plan`'s folder below `folder`.
  CheckApp(const CheckPlan& plan, const std::string& folder, std::vector<std::string> enabled);

  extensions::Registries& registries() noexcept { return registries_; }
  app::Kernel& kernel() noexcept { return kernel_; }
  abi::Shared& shared() noexcept { return shared_; }
  extensions::Host& host() noexcept { return host_; }

  // The URL that answers 200 whatever extensions there are.
  static constexpr const char* kHealth = "/carboy-ext-check";

 private:
  extensions::Registries registries_;
  extensions::StateStore state_;
  app::Kernel kernel_;
  abi::Shared shared_;
  extensions::Host host_;
};

// What is to be loaded of the extension that is checked.
extensions::Candidate candidate_of(const CheckPlan& plan, const extensions::ExtensionFile& file);
// Its settings, defaults filled in.
nlohmann::json settings_of(const CheckPlan& plan, const extensions::Manifest& manifest);
extensions::Patience patience_of(const CheckPlan& plan);

}  // namespace carboy::core::cli
