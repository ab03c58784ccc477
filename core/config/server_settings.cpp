#include "core/config/server_settings.h"

#include <string_view>

#include "core/base/log.h"
#include "core/base/own_threads.h"

namespace carboy::core::config {

server::ServerOptions server_options(const config::AppConfig& config,
                                     const std::vector<std::string>& bind) {
  server::ServerOptions made;
  made.bind = bind.empty() ? config.server.bind : bind;
  made.loops = config.server.loops;
  made.workers = config.server.workers;
  made.limits.max_body = config.server.max_body;
  made.limits.max_body_in_memory = config.server.max_body_in_memory;
  made.limits.temporary_folder = config.server.temp_folder;
  made.limits.max_header_bytes = config.server.max_header;
  made.limits.max_target = config.server.max_target;
  made.limits.max_fields = config.server.max_fields;
  made.max_connections = config.server.max_connections;
  made.max_connections_per_client = config.server.max_connections_per_client;
  made.max_uploads_per_client = config.server.max_uploads_per_client;
  made.max_pipelined = config.server.max_pipelined;
  made.queue_limit = config.server.queue;
  made.proxy_protocol = config.server.proxy_protocol;
  made.is_trusted_proxy = [proxies = config.request.proxies](std::string_view address) {
    return proxies.contains(address);
  };
  made.timeouts.header = config.server.header_timeout;
  made.timeouts.write_idle = config.server.write_timeout;
  made.timeouts.keep_alive = config.server.keep_alive;
  made.timeouts.linger = config.server.linger;
  made.timeouts.body_idle = config.server.body_timeout;
  made.timeouts.grace = config.server.rate_grace;
  made.timeouts.body_rate = config.server.body_rate;
  made.timeouts.write_rate = config.server.write_rate;
  made.times_requests = true;
  made.on_thread_start = [] { base::adopt_this_thread(""); };
  made.on_trouble = [](std::string_view text) {
    base::log(base::LogLevel::warning, "carboy", text);
  };
  return made;
}

}  // namespace carboy::core::config
