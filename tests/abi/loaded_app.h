// An app in this process: extensions' real files, loaded and run by the host as `carboy run` does,
// without a server.
//
// Thread rule: send() and log() from any thread, the rest from one.
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
  std::string body;                            // of a stream all that it wrote
};

struct Sent {
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class LoadedApp {
 public:
  using Settings = std::map<std::string, nlohmann::json, std::less<>>;

  // Starts the extensions, whose files are in `folder`. Throws base::Error when they do not start.
  LoadedApp(const std::filesystem::path& folder, std::vector<std::string> enabled,
            Settings settings = {});
  // Stops them.
  ~LoadedApp();
  LoadedApp(const LoadedApp&) = delete;
  LoadedApp& operator=(const LoadedApp&) = delete;

  Answer send(const std::string& target, const Sent& sent = {});
  // What a command printed, "error: " before the lines for standard error; how it failed; or that
  // there is none.
  std::vector<std::string> run(const std::vector<std::string>& words);
  // Stops all extensions.
  void stop();
  // What extensions logged: "extension: line".
  std::vector<std::string> log() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::test
