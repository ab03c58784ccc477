#include "core/cli/check/app.h"

#include "core/abi/callbacks.h"
#include "core/cli/app_folder.h"
#include "core/cli/command_line.h"

namespace carboy::core::cli {
namespace {

app::KernelOptions kernel_options() {
  app::KernelOptions options;
  options.server_name = "localhost";
  options.health_path = CheckApp::kHealth;
  options.call_wrapper = &abi::call_wrapper;
  return options;
}

extensions::HostOptions host_options(const CheckPlan& plan, const std::string& folder,
                                     std::vector<std::string> enabled) {
  extensions::HostOptions options;
  options.app = "the app it is checked in";
  options.folder = plan.folder / folder;
  options.enabled = std::move(enabled);
  options.settings = plan.settings;
  options.sdk = own_version();
  options.patience = patience_of(plan);
  options.reserved_commands = own_commands();
  return options;
}

}  // namespace

extensions::Patience patience_of(const CheckPlan& plan) {
  return {.start = plan.patience,
          .drain = plan.patience,
          .cancel = std::chrono::milliseconds(1000),
          .stop = plan.patience};
}

CheckApp::CheckApp(const CheckPlan& plan, const std::string& folder,
                   std::vector<std::string> enabled)
    : kernel_(kernel_options(), registries_.signals),
      shared_(registries_, state_, kernel_, {}),
      host_(host_options(plan, folder, std::move(enabled)),
            extensions::Finder({{plan.folder / "extensions", "extensions"}}), registries_, kernel_,
            abi::binder(shared_)) {}

extensions::Candidate candidate_of(const CheckPlan& plan, const extensions::ExtensionFile& file) {
  extensions::Candidate candidate;
  candidate.name = plan.name;
  candidate.version = file.manifest().version.to_string();
  candidate.file = plan.file_of(plan.name);
  candidate.sha256 = file.sha256();
  candidate.sdk = file.build().sdk.to_string();
  candidate.static_files = extensions::static_files_of(file.resources());
  candidate.provides.emplace();
  for (const auto& service : file.manifest().provides) {
    candidate.provides->push_back({service.id, service.major, service.minor});
  }
  if (!file.findings().empty()) candidate.pinning = file.findings().front().text;
  return candidate;
}

nlohmann::json settings_of(const CheckPlan& plan, const extensions::Manifest& manifest) {
  const auto found = plan.settings.find(manifest.name);
  const nlohmann::json given =
      found == plan.settings.end() ? nlohmann::json::object() : found->second;
  return nlohmann::json(manifest.config.with_defaults(extensions::Json(given)));
}

}  // namespace carboy::core::cli
