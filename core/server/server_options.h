// What a server can be told. Sizes are in bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::server {

// What a request may be. Beyond it the client gets 414, 431 or 413, and the connection is closed.
struct Limits {
  std::size_t max_header_bytes = 16 * 1024;  // request line and fields together
  std::size_t max_fields = 100;
  std::size_t max_target = 8 * 1024;
  std::size_t max_body = 16 * 1024 * 1024;  // decoded from its transfer coding
};

// How long a client may take. They hold to a tenth of a second; none runs while a view does.
struct Timeouts {
  std::chrono::milliseconds header{10'000};      // a whole head, from its first byte
  std::chrono::milliseconds body_idle{30'000};   // between two pieces of a body
  std::chrono::milliseconds write_idle{30'000};  // without taking a byte of the response
  std::chrono::milliseconds keep_alive{75'000};  // between two requests
  std::chrono::milliseconds linger{2'000};       // for the client to close after us
};

struct ServerOptions {
  std::vector<std::string> bind = {"127.0.0.1:5000"};  // see bind_address.h
  std::size_t loops = 0;                               // event loops, a thread each; 0: one a core
  std::size_t workers = 0;         // threads for views; 0: two a core, at least 4
  std::size_t queue_limit = 1024;  // requests waiting for a worker; beyond it 503
  Limits limits = {};
  Timeouts timeouts = {};
  std::string server_name = {};                // the Server field; empty: none
  std::function<void()> on_thread_start = {};  // runs first on every loop and worker
  // Told, from any thread, what an operator should know: out of file descriptors, and back again.
  // Must not throw.
  std::function<void(std::string_view)> on_trouble = {};
};

}  // namespace carboy::core::server
