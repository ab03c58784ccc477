// How commands reach the app that runs here: a socket in .carboy that only its owner can use. One
// line of JSON asks, one line answers.
//
// Thread rule: ControlServer belongs to one thread; its handler runs on a thread of its own, for
// one request at a time per connection. ask() from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace carboy::core::cli {

class ControlServer {
 public:
  using Handler = std::function<nlohmann::json(const nlohmann::json& request)>;

  // Listens at <folder>/.carboy/control.sock; a socket that a dead process has left is replaced.
  // Throws base::Error when an app runs here already, or the socket cannot be made.
  ControlServer(const std::filesystem::path& folder, Handler handler);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The answer of the app that runs in `folder`; nothing when none does.
std::optional<nlohmann::json> ask(const std::filesystem::path& folder,
                                  const nlohmann::json& request);

}  // namespace carboy::core::cli
