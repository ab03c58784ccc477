// The plan of one `carboy ext check`: a folder with the extension, the extensions that it requires,
// and plan.json, which the processes of the check read.
//
// Thread rule: values and plain functions; any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace carboy::core::check {

struct Plan {
  std::filesystem::path folder;       // has extensions/NAME.so for each, and app/ to run in
  std::string name;                   // the extension that is checked
  std::vector<std::string> required;  // those that run beside it, dependencies first
  std::map<std::string, nlohmann::json, std::less<>> settings;  // by extension
  unsigned swaps = 20;
  std::chrono::milliseconds timeout{10000};  // for init, draining and stop each

  std::filesystem::path file_of(const std::string& extension) const {
    return folder / "extensions" / (extension + ".so");
  }
  std::filesystem::path app() const { return folder / "app"; }
};

void write_plan(const Plan& plan);
// Throws base::Error when the folder has no plan.
Plan read_plan(const std::filesystem::path& folder);

}  // namespace carboy::core::check
