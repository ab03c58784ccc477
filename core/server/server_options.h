// The options of a server. Sizes are in bytes.
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

// Limits of a request. A request that is over one of them gets 414, 431 or 413, and its connection
// is closed.
struct Limits {
  // Maximum size of the request line and all header fields together; larger ones get 431.
  std::size_t max_header_bytes = 16 * 1024;
  // Maximum number of header fields; requests with more get 431.
  std::size_t max_fields = 100;
  // Maximum length of the request target (path and query); longer ones get 414.
  std::size_t max_target = 8 * 1024;
  // Maximum size of a request body, without its transfer coding; larger ones get 413.
  std::uint64_t max_body = 16 * 1024 * 1024;
  // Maximum size of a request body in memory; larger ones are written to a file.
  std::size_t max_body_in_memory = 1024 * 1024;
  // Folder of the files for large request bodies. The files have no names.
  std::filesystem::path temporary_folder = "/tmp";
};

// How long a client may take. The server keeps these times to a tenth of a second. None of them
// runs while a view does.
struct Timeouts {
  // Maximum time from the first byte of a request to the end of its header fields; slower requests
  // get 408.
  std::chrono::milliseconds header{10'000};
  // Maximum time between two parts of a request body; slower requests get 408.
  std::chrono::milliseconds body_idle{30'000};
  // Time before body_rate and write_rate count.
  std::chrono::milliseconds grace{20'000};
  // Minimum average upload rate of a request body, in bytes per second; slower requests get 408.
  // 0 disables the check.
  std::uint64_t body_rate = 500;
  // Minimum average download rate while the client lags, in bytes per second; slower connections
  // are closed. 0 disables the check.
  std::uint64_t write_rate = 500;
  // Maximum time without a byte that the client takes of a response; then its connection is closed.
  std::chrono::milliseconds write_idle{30'000};
  // Maximum time between two requests on a connection; then it is closed. 0 closes each connection
  // after its first response.
  std::chrono::milliseconds keep_alive{75'000};
  // Time for the client to close the connection after the server has finished sending.
  std::chrono::milliseconds linger{2'000};
};

struct ServerOptions {
  // Addresses to listen on; see bind_address.h.
  std::vector<std::string> bind = {"127.0.0.1:5000"};
  // Number of event loops, each a thread. 0 means one for each core.
  std::size_t loops = 0;
  // Number of worker threads, which run views. 0 means two for each core, and at least 4.
  std::size_t workers = 0;
  // Maximum number of requests that wait for a worker; further ones get 503.
  std::size_t queue_limit = 1024;
  // Maximum number of open connections. At the limit an idle or half-received one is evicted;
  // otherwise the new one gets 503. The server lowers it to what the limit of open files allows.
  std::size_t max_connections = 16 * 1024;
  // Maximum number of open connections of one client (an address, or the /64 of an IPv6 address);
  // further ones get 503.
  std::size_t max_connections_per_client = 1024;
  // Maximum number of request bodies over 64 KiB that one client sends at once; further ones get
  // 503.
  std::size_t max_uploads_per_client = 64;
  // Maximum number of consecutive requests that a client sends ahead of their responses; then the
  // connection is closed.
  std::size_t max_pipelined = 100;
  // Returns whether an address ("127.0.0.1", "::1") is a trusted proxy; those are exempt from the
  // limits of one client. A unix socket always is. Called from any thread.
  std::function<bool(std::string_view)> is_trusted_proxy = {};
  // Whether each connection begins with a PROXY header. Then only trusted proxies and unix sockets
  // may connect.
  bool proxy_protocol = false;
  Limits limits = {};
  Timeouts timeouts = {};
  // Value of the Server header field. The field is omitted if this is empty.
  std::string server_name = {};
  // Whether Exchange::begun is filled in, which reads the clock once for each request.
  bool times_requests = false;
  // Runs first on each event loop and worker.
  std::function<void()> on_thread_start = {};
  // Called from any thread with a message for the operator, such as that the process is out of file
  // descriptors. Must not throw.
  std::function<void(std::string_view)> on_trouble = {};
};

}  // namespace carboy::core::server
