// A snapshot of what an extension may leave in its process: threads, descriptors, files, and the
// state that belongs to the process as a whole.
//
// Thread rule: any thread. Changes that other threads make at the same time may be missed.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace carboy::core::check {

struct ProcessSnapshot {
  std::map<std::string, std::string> threads;      // name by id, without the host's own threads
  std::map<std::string, std::string> descriptors;  // target by number
  std::set<std::string> files;                     // in the app's folder, without .carboy and data
  std::map<int, const void*> handlers;             // by signal
  std::set<std::string> environment;
  std::string locale, folder;
  unsigned mask = 0;

  static ProcessSnapshot now(const std::filesystem::path& app_folder);

  // What was added or changed: a predicate ("leaves 1 file (x) in the app's folder") and how to fix
  // it.
  struct Left {
    std::string text, remedy;
  };
  std::vector<Left> since(const ProcessSnapshot& before) const;
};

}  // namespace carboy::core::check
