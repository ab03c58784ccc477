// What a server can be told. Sizes are in bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
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
  std::uint64_t max_body = 16 * 1024 * 1024;        // decoded from its transfer coding
  std::size_t max_body_in_memory = 1024 * 1024;     // a larger one goes to the disk
  std::filesystem::path temporary_folder = "/tmp";  // ... into a file without a name there
};

// How long a client may take. They hold to a tenth of a second; none runs while a view does.
struct Timeouts {
  std::chrono::milliseconds header{10'000};      // a whole head, from its first byte
  std::chrono::milliseconds body_idle{30'000};   // between two pieces of a body
  std::chrono::milliseconds grace{20'000};       // before a rate counts
  std::uint64_t body_rate = 500;                 // bytes a second of a body, at least; 0: any
  std::uint64_t write_rate = 500;                // ... of a response, while the client is behind
  std::chrono::milliseconds write_idle{30'000};  // without taking a byte of the response
  std::chrono::milliseconds keep_alive{75'000};  // between two requests
  std::chrono::milliseconds linger{2'000};       // for the client to close after us
};

struct ServerOptions {
  std::vector<std::string> bind = {"127.0.0.1:5000"};  // see bind_address.h
  std::size_t loops = 0;                               // event loops, a thread each; 0: one a core
  std::size_t workers = 0;         // threads for views; 0: two a core, at least 4
  std::size_t queue_limit = 1024;  // requests waiting for a worker; beyond it 503
  // Open connections; beyond them idle ones are closed, or the new one gets a 503. Lowered to what
  // the limit of open files allows.
  std::size_t max_connections = 16 * 1024;
  std::size_t max_connections_per_client = 1024;  // of an address, of IPv6 its /64; beyond it 503
  std::size_t max_uploads_per_client = 64;  // of an address: request bodies over 64 KiB; then 503
  std::size_t max_pipelined = 100;  // requests sent ahead of their answers; then it is closed
  // Whose address stands for many clients, so that it is not counted: "127.0.0.1", "::1", "unix:".
  // From any thread. A unix socket's never is.
  std::function<bool(std::string_view)> is_trusted_proxy = {};
  // Every connection begins with a PROXY header; only of such a proxy, or of a unix socket.
  bool proxy_protocol = false;
  Limits limits = {};
  Timeouts timeouts = {};
  std::string server_name = {};                // the Server field; empty: none
  bool times_requests = false;                 // fills in Exchange::begun: a look at the clock each
  std::function<void()> on_thread_start = {};  // runs first on every loop and worker
  // Told, from any thread, what an operator should know: out of file descriptors, and back again.
  // Must not throw.
  std::function<void(std::string_view)> on_trouble = {};
};

}  // namespace carboy::core::server
