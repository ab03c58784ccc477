#include "core/check/app.h"

namespace carboy::core::check {

extensions::LifecycleTimeouts timeouts_of(const Plan& plan) {
  return {.start = plan.timeout,
          .drain = plan.timeout,
          .cancel = std::chrono::milliseconds(1000),
          .stop = plan.timeout};
}

host::RunningApp make_app(const Plan& plan, const std::string& folder,
                          std::vector<std::string> enabled) {
  config::AppConfig config;
  config.name = "the app of the check";
  config.extensions = std::move(enabled);
  config.kernel.server_name = "localhost";
  config.kernel.health_path = kHealthPath;
  config.lifecycle = timeouts_of(plan);
  config.settings = plan.settings;
  return {
      config,
      plan.folder / folder,
      false,
      {extensions::Finder({{plan.folder / "extensions", "extensions"}}),
       [](base::LogLevel, std::string_view, std::string_view) {}, nullptr, app::RunMode::check}};
}

nlohmann::json settings_of(const Plan& plan, const extensions::Manifest& manifest) {
  const auto found = plan.settings.find(manifest.name);
  const nlohmann::json given =
      found == plan.settings.end() ? nlohmann::json::object() : found->second;
  return nlohmann::json(manifest.config.read(extensions::OrderedJson(given)));
}

}  // namespace carboy::core::check
