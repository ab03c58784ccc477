#include "core/server/server.h"

#include <algorithm>
#include <csignal>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/server/acceptor.h"
#include "core/server/bind_address.h"
#include "core/server/context.h"
#include "core/server/descriptor_limit.h"
#include "core/server/engine.h"
#include "core/server/listener.h"
#include "core/server/loop.h"

namespace carboy::core::server {
namespace {

constexpr std::size_t kMostLoops = 64;
// The time to close connections that were cut off. The server does not wait for their views here.
constexpr std::chrono::milliseconds kCutOff{1000};

ServerOptions with_defaults(ServerOptions options) {
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  if (options.loops == 0) options.loops = cores;
  options.loops = std::min(options.loops, kMostLoops);
  if (options.workers == 0) options.workers = std::max<std::size_t>(4, 2 * cores);
  return options;
}

// Lowers max_connections to the number of descriptors that the process may have.
void fit_to_descriptors(ServerOptions& options) {
  const std::size_t limit = raise_descriptor_limit();
  const std::size_t most = connections_below(limit);
  if (options.max_connections <= most) return;
  if (options.on_trouble) {
    options.on_trouble("[server] max_connections is " + std::to_string(most) + " instead of " +
                       std::to_string(options.max_connections) + ", since this process may have " +
                       std::to_string(limit) +
                       " files open. Raise that limit (ulimit -Hn, LimitNOFILE= in systemd), or "
                       "set max_connections lower.");
  }
  options.max_connections = most;
}

WorkerPool::Options pool_options(const ServerOptions& options) {
  WorkerPool::Options pool;
  pool.threads = options.workers;
  pool.queue_limit = options.queue_limit;
  pool.on_thread_start = options.on_thread_start;
  return pool;
}

std::vector<Listener> open_all(const std::vector<std::string>& bind) {
  std::vector<Listener> listeners;
  std::string mistakes;
  for (const std::string& entry : bind) {
    try {
      for (Listener& one : Listener::open_all(parse_bind_address(entry))) {
        listeners.push_back(std::move(one));
      }
    } catch (const base::Error& error) {
      mistakes += (mistakes.empty() ? "" : "\n") + std::string(error.what());
    }
  }
  if (bind.empty()) mistakes = "[server] bind is empty: there is no address to listen on.";
  if (!mistakes.empty()) throw base::Error(mistakes);
  return listeners;
}

}  // namespace

// The members are destroyed in reverse order: workers end before the loops that they post to.
struct Server::Running {
  Running(const ServerOptions& options, app::Application& application)
      : context(options, application, pool_options(options)) {
    std::vector<EventHandler*> handlers;
    for (std::size_t i = 0; i < options.loops; ++i) {
      loops.push_back(std::make_unique<Loop>(context, "carboy-l" + std::to_string(i)));
      handlers.push_back(loops.back().get());
    }
    engine = std::make_unique<Engine>(handlers);
    engine->run();
  }
  ~Running() {
    acceptor.reset();
    context.pool.stop();
    // Each view that ran on has posted to a loop, which still has to close the connection.
    context.connection_tracker.wait_empty(std::chrono::steady_clock::now() + kCutOff);
    engine.reset();
  }
  std::vector<Loop*> all_loops() const {
    std::vector<Loop*> all;
    for (const auto& loop : loops) all.push_back(loop.get());
    return all;
  }

  Context context;
  std::vector<std::unique_ptr<Loop>> loops;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Acceptor> acceptor;
};

Server::Server(ServerOptions options, app::Application& application)
    : options_(with_defaults(std::move(options))), application_(application) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

void Server::start() {
  std::signal(SIGPIPE, SIG_IGN);  // sendfile() has no flag for it
  std::signal(SIGXFSZ, SIG_IGN);  // a body that the disk cannot hold gets a 507
  std::vector<Listener> listeners = open_all(options_.bind);
  std::vector<std::string> addresses;
  for (const Listener& listener : listeners) addresses.push_back(listener.address());
  fit_to_descriptors(options_);
  auto running = std::make_unique<Running>(options_, application_);
  running->acceptor =
      std::make_unique<Acceptor>(running->context, std::move(listeners), running->all_loops());
  running_ = std::move(running);
  addresses_ = std::move(addresses);
}

std::size_t Server::stop(std::chrono::milliseconds grace) {
  if (running_ == nullptr || running_->acceptor == nullptr) return 0;
  const auto deadline = std::chrono::steady_clock::now() + grace;
  Context& context = running_->context;
  running_->acceptor.reset();
  context.draining.store(true);
  for (const auto& loop : running_->loops) loop->drain();
  if (context.connection_tracker.wait_empty(deadline)) return 0;
  const std::size_t cut_off = context.connection_tracker.count();
  context.aborting.store(true);
  for (const auto& loop : running_->loops) loop->abort();
  context.connection_tracker.wait_empty(std::chrono::steady_clock::now() + kCutOff);
  return cut_off;
}

std::size_t Server::connections() const {
  return running_ == nullptr ? 0 : running_->context.connection_tracker.count();
}

}  // namespace carboy::core::server
