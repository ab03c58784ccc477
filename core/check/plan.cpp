#include "core/check/plan.h"

#include <fstream>

#include "core/base/error.h"
#include "core/base/whole_file.h"

namespace carboy::core::check {

void write_plan(const Plan& plan) {
  std::ofstream(plan.folder / "plan.json") << nlohmann::json{
      {"name", plan.name},
      {"required", plan.required},
      {"settings", plan.settings},
      {"swaps", plan.swaps},
      {"timeout", plan.timeout.count()}}.dump();
}

Plan read_plan(const std::filesystem::path& folder) {
  std::string text;
  const int error = base::read_whole_file(folder / "plan.json", text);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (error != 0 || !json.is_object()) {
    throw base::Error("This command is a part of `carboy ext check FILE`, which runs it itself.");
  }
  Plan plan;
  plan.folder = folder;
  plan.name = json.value("name", "");
  plan.required = json.value("required", std::vector<std::string>());
  plan.settings = json.value("settings", std::map<std::string, nlohmann::json, std::less<>>());
  plan.swaps = json.value("swaps", 20U);
  plan.timeout = std::chrono::milliseconds(json.value("timeout", 10000));
  return plan;
}

}  // namespace carboy::core::check
