// What the processes of one `carboy ext check` are told: a folder with the extension, what it
// requires, and plan.json.
//
// Thread rule: values and plain functions.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace carboy::core::check {

struct CheckPlan {
  std::filesystem::path folder;       // extensions/NAME.so for each, app/ to run in
  std::string name;                   // what is checked
  std::vector<std::string> required;  // what runs beside it, dependencies first
  std::map<std::string, nlohmann::json, std::less<>> settings;  // by extension
  unsigned swaps = 20;
  std::chrono::milliseconds patience{10000};  // for init, draining and stop, each

  std::filesystem::path file_of(const std::string& extension) const {
    return folder / "extensions" / (extension + ".so");
  }
  std::filesystem::path app() const { return folder / "app"; }
};

void write_plan(const CheckPlan& plan);
// Throws base::Error when the folder has none.
CheckPlan read_plan(const std::filesystem::path& folder);

}  // namespace carboy::core::check
