// What something may leave in its process when it has ended: threads, descriptors, files and what
// belongs to the process as a whole.
//
// Thread rule: any one thread; what other threads change meanwhile is seen or not.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace carboy::core::check {

struct ProcessSnapshot {
  std::map<std::string, std::string> threads;      // id and name, but for the host's own
  std::map<std::string, std::string> descriptors;  // number and what it is
  std::set<std::string> files;                     // below the app's folder, but for .carboy
  std::map<int, const void*> handlers;             // of signals
  std::set<std::string> environment;
  std::string locale, folder;
  unsigned mask = 0;

  static ProcessSnapshot now(const std::filesystem::path& app_folder);

  // What there is that was not there in `before`: one predicate each with its remedy.
  struct Left {
    std::string text, remedy;
  };
  std::vector<Left> since(const ProcessSnapshot& before) const;
};

}  // namespace carboy::core::check
