// An app in this process, without a server: the real files of extensions, which the host loads and
// runs as `carboy run` does.
//
// Thread rule: send() and log() may be called from any thread, everything else from one.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::test {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // all that a stream wrote, for a stream
};

struct Sent {
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class LoadedApp {
 public:
  using Settings = std::map<std::string, nlohmann::json, std::less<>>;

  // Starts the extensions whose files are in `folder`. Throws base::Error if they do not start.
  LoadedApp(const std::filesystem::path& folder, std::vector<std::string> enabled,
            Settings settings = {});
  // Stops them.
  ~LoadedApp();
  LoadedApp(const LoadedApp&) = delete;
  LoadedApp& operator=(const LoadedApp&) = delete;

  Answer send(const std::string& target, const Sent& sent = {});
  // Returns what a command printed, with "error: " before each line of standard error. If it failed
  // or does not exist, the text says so.
  std::vector<std::string> run(const std::vector<std::string>& words);
  // Stops all extensions.
  void stop();
  // Returns what extensions have logged, as "extension: line".
  std::vector<std::string> log() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::test
