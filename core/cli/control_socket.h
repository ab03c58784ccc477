// The control socket, through which commands reach the app that runs in their folder. It is in
// .carboy, and only the app's user and root can use it. A request is one line of JSON, and so is
// its answer, except that of "run", which is answered with frames.
//
// Thread rule: a ControlServer belongs to one thread. Its handler runs on other threads, one for
// each connection. ask() may be called from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "core/base/descriptor.h"

namespace carboy::core::cli {

class ControlServer {
 public:
  // The server adds "uid", the user of the peer, to each request.
  using Handler = std::function<nlohmann::json(const nlohmann::json& request)>;

  // Serves a request {"command": "run", ...} with frames; see command_frames.h. It returns soon
  // after `stop` becomes readable.
  using FrameHandler = std::function<void(const nlohmann::json& request, int socket, int stop)>;

  // Listens at <folder>/.carboy/control.sock and replaces the socket of a process that has died.
  // Throws base::Error when an app already runs here, or when the socket cannot be created.
  ControlServer(const std::filesystem::path& folder, Handler handler, FrameHandler frame_handler);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Returns the answer of the app that runs in `folder`, or nothing when no app runs there.
std::optional<nlohmann::json> ask(const std::filesystem::path& folder,
                                  const nlohmann::json& request);

// Sends a request that is answered with frames. Returns the socket, or none when no app runs in
// `folder`.
base::Descriptor ask_for_frames(const std::filesystem::path& folder, const nlohmann::json& request);

}  // namespace carboy::core::cli
