#include "core/check/process_snapshot.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/base/own_threads.h"
#include "core/base/words.h"

namespace carboy::core::check {
namespace {

namespace fs = std::filesystem;

// Returns the threads that are not the host's, at this moment.
std::map<std::string, std::string> foreign_threads_now() {
  std::map<std::string, std::string> threads;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/task", error)) {
    const std::string id = entry.path().filename().string();
    const auto number = static_cast<pid_t>(std::strtol(id.c_str(), nullptr, 10));
    if (number == ::getpid() || base::is_own_thread(number)) continue;
    std::string name;
    std::getline(std::ifstream(entry.path() / "comm"), name);
    threads.emplace(id, name);
  }
  return threads;
}

// A thread that is just beginning or ending gets a moment to be adopted by the host, or to end.
std::map<std::string, std::string> foreign_threads() {
  constexpr int kAttempts = 10;
  auto threads = foreign_threads_now();
  for (int i = 0; i < kAttempts && !threads.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    threads = foreign_threads_now();
  }
  return threads;
}

std::map<std::string, std::string> open_descriptors() {
  std::map<std::string, std::string> descriptors;
  DIR* const folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return descriptors;
  const std::string own = std::to_string(::dirfd(folder));
  while (const dirent* entry = ::readdir(folder)) {
    const std::string number = entry->d_name;
    if (number.front() == '.' || number == own) continue;
    std::error_code error;
    descriptors.emplace(number, fs::read_symlink("/proc/self/fd/" + number, error).string());
  }
  ::closedir(folder);
  return descriptors;
}

// The host's own folder, and the one in which extensions may keep files.
bool is_expected(const std::string& name) {
  const std::string first = name.substr(0, name.find('/'));
  return first == ".carboy" || first == "data";
}

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().lexically_relative(folder).string();
    if (!is_expected(name)) files.insert(name);
  }
  return files;
}

std::map<int, const void*> signal_handlers() {
  std::map<int, const void*> handlers;
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    handlers.emplace(signal, reinterpret_cast<const void*>(action.sa_handler));
  }
  return handlers;
}

// Returns the elements of `now` that are not in `before`.
template <class Map>
std::vector<std::string> added(const Map& now, const Map& before) {
  std::vector<std::string> names;
  for (const auto& [key, name] : now) {
    const auto known = before.find(key);
    if (known == before.end() || known->second != name) names.push_back(name);
  }
  return names;
}

std::vector<std::string> added(const std::set<std::string>& now,
                               const std::set<std::string>& before) {
  std::vector<std::string> names;
  for (const std::string& name : now) {
    if (!before.contains(name)) names.push_back(name);
  }
  return names;
}

// Returns "1 thread (pump)", with at most three names.
std::string counted_and_named(const std::string& noun, const std::vector<std::string>& names) {
  std::string text = base::counted(names.size(), noun);
  for (std::size_t i = 0; i < names.size() && i < 3; ++i) {
    text += (i == 0 ? " (" : ", ") + names[i];
  }
  return text + (names.size() > 3 ? ", ...)" : ")");
}

}  // namespace

ProcessSnapshot ProcessSnapshot::now(const fs::path& app_folder) {
  ProcessSnapshot snapshot;
  snapshot.threads = foreign_threads();
  snapshot.descriptors = open_descriptors();
  snapshot.files = files_below(app_folder);
  snapshot.handlers = signal_handlers();
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    snapshot.environment.insert(*variable);
  }
  snapshot.locale = ::setlocale(LC_ALL, nullptr);  // NOLINT(concurrency-mt-unsafe): only queries
  std::error_code error;
  snapshot.folder = fs::current_path(error).string();
  snapshot.mask = ::umask(0);
  ::umask(snapshot.mask);
  return snapshot;
}

std::vector<ProcessSnapshot::Left> ProcessSnapshot::since(const ProcessSnapshot& before) const {
  std::vector<Left> left;
  if (const auto names = added(threads, before.threads); !names.empty()) {
    left.push_back({"leaves " + counted_and_named("thread", names) + " running",
                    "End them in app.at_stop, or start them through app.background."});
  }
  if (const auto names = added(descriptors, before.descriptors); !names.empty()) {
    left.push_back({"leaves " + counted_and_named("descriptor", names) + " open",
                    "Close them in app.at_stop, or keep them in an object that a view owns."});
  }
  if (const auto names = added(files, before.files); !names.empty()) {
    left.push_back(
        {"leaves " + counted_and_named("file", names) + " in the app's folder",
         "Remove in app.at_stop the files of one run; name in the README those that stay."});
  }
  for (const auto& [signal, handler] : handlers) {
    const auto known = before.handlers.find(signal);
    if (known != before.handlers.end() && known->second == handler) continue;
    const char* const name = ::sigabbrev_np(signal);
    left.push_back({"leaves the handling of SIG" +
                        (name == nullptr ? std::to_string(signal) : std::string(name)) + " changed",
                    "Signals belong to the host: do not handle them."});
  }
  std::vector<std::string> variables;
  for (const auto& [now, then] : {std::pair(&environment, &before.environment),
                                  std::pair(&before.environment, &environment)}) {
    for (const std::string& name : added(*now, *then)) {
      variables.push_back(name.substr(0, name.find('=')));
    }
  }
  if (!variables.empty()) {
    left.push_back({"changes the environment: " + counted_and_named("variable", variables),
                    "It belongs to the whole process: take settings from app.config()."});
  }
  if (locale != before.locale) {
    left.push_back({"changes the locale of the process",
                    "Use a locale object where it is needed, instead of setlocale."});
  }
  if (folder != before.folder) {
    left.push_back({"changes the working folder of the process",
                    "It belongs to the whole process: open files by a path from app.config()."});
  }
  if (mask != before.mask) {
    left.push_back(
        {"changes the umask of the process",
         "It belongs to the whole process: give each file its mode when you create it."});
  }
  return left;
}

}  // namespace carboy::core::check
