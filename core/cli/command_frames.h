// What the running app and the client of a command say to each other through the control socket,
// after the client's request: frames of a kind, a length (4 bytes, little endian) and a payload.
//
// Thread rule: one thread reads and one thread writes a socket at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::cli {

enum class FrameKind : char {
  // From the app.
  reply = 'j',       // JSON: where the command runs
  out = 'o',         // bytes for standard output
  error = 'e',       // bytes for standard error
  ask = 'q',         // a prompt
  ask_secret = 's',  // a prompt for what the terminal must not show
  done = 'x',        // JSON: exit status and failure
  // From the client.
  line = 'l',    // the answer to a prompt
  end = 'z',     // no answer comes any more
  cancel = 'c',  // Ctrl-C
};

struct Frame {
  FrameKind kind = FrameKind::end;
  std::string payload;
};

class FrameReader {
 public:
  // Receives what is there, or waits for some bytes. Returns false when the other side has left or
  // sends no frames.
  bool receive(int socket);
  // Returns the next complete frame, or nothing.
  std::optional<Frame> next();

 private:
  std::string received_;
};

// Sends a frame; waits while the other side does not read. Returns false when it has left, or when
// `gives_up` returns true while nothing can be sent; that is asked ten times a second.
bool send_frame(int socket, FrameKind kind, std::string_view payload,
                const std::function<bool()>& gives_up);

}  // namespace carboy::core::cli
