#include "core/cli/run_command.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/own_threads.h"
#include "core/cli/app_folder.h"
#include "core/cli/control_socket.h"
#include "core/cli/running_app.h"
#include "core/server/server.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

// The signals that end a run. They are blocked in every thread but taken by one of our own, so that
// Ctrl-C works while extensions start, too.
class EndingSignals {
 public:
  EndingSignals() {
    ::signal(SIGPIPE, SIG_IGN);
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::thread([this] { take(); }).detach();
  }
  // From now on the first signal ends wait(), and only the second one the process.
  void begin_serving() {
    const std::lock_guard lock(mutex_);
    serving_ = true;
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_; });
  }

 private:
  void take() {
    base::adopt_this_thread("carboy-signals");
    for (;;) {
      int received = 0;
      ::sigwait(&set_, &received);
      const std::lock_guard lock(mutex_);
      if (ended_ || !serving_) ::_exit(received == SIGINT ? 130 : 143);
      ended_ = true;
      changed_.notify_all();
    }
  }

  sigset_t set_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool serving_ = false;
  bool ended_ = false;
};

std::string url_of(const std::string& address) {
  return address.starts_with("unix:") ? address : "http://" + address;
}

void print_banner(const app::AppConfig& config, RunningApp& running, const server::Server& server,
                  bool debug, std::chrono::milliseconds took) {
  std::cout << "carboy " << own_version().to_string() << "   " << config.name << "   app.toml"
            << (debug ? "   debug" : "") << "\nextensions  ";
  const char* before = " ";
  for (const auto& one : running.host().list()) {
    std::cout << before << one.name << ' ' << one.version;
    before = " · ";
  }
  const std::size_t routes = running.kernel().generation()->route_count();
  const std::size_t services = running.host().service_count();
  std::cout << '\n'
            << routes << (routes == 1 ? " route, " : " routes, ") << services
            << (services == 1 ? " service" : " services") << ", started in " << took.count()
            << " ms\n";
  const char* tail = "      Ctrl-C stops\n";
  for (const std::string& address : server.addresses()) {
    std::cout << url_of(address) << tail;
    tail = "\n";
  }
  std::cout << std::flush;
}

server::ServerOptions server_options(const app::AppConfig& config, const RunOptions& options) {
  server::ServerOptions made;
  made.bind = options.bind.empty() ? config.server.bind : options.bind;
  made.loops = config.server.loops;
  made.workers = config.server.workers;
  made.limits.max_body = config.server.max_body;
  made.limits.max_header_bytes = config.server.max_header;
  made.on_thread_start = [] { base::adopt_this_thread(""); };
  made.on_trouble = [](std::string_view text) {
    base::log(base::LogLevel::warning, "carboy", text);
  };
  return made;
}

Json answer(extensions::Host& host, const Json& request) {
  const std::string command = request.value("command", "");
  try {
    if (command == "reload") {
      const auto reload = host.reload(request.value("name", ""));
      return {{"ok", true}, {"text", reload.words()}, {"unloaded", reload.ending.unloaded}};
    }
    if (command == "list") {
      Json rows = Json::array();
      for (const auto& one : host.list()) {
        rows.push_back({{"name", one.name},
                        {"version", one.version},
                        {"state", extensions::name_of(one.state)},
                        {"reason", one.reason}});
      }
      return {{"ok", true}, {"extensions", rows}};
    }
  } catch (const base::Error& error) {
    return {{"ok", false}, {"text", error.what()}};
  }
  return {{"ok", false}, {"text", "The app does not know this command; it is of another version."}};
}

}  // namespace

int run_app(const RunOptions& options) {
  const auto begin = Clock::now();
  static auto* const signals = new EndingSignals;  // its thread outlives this function
  base::adopt_this_thread("");
  const fs::path folder = fs::current_path();
  const app::AppConfig config =
      load_config(folder / "app.toml",
                  profile_for(options.profile, options.debug ? "development" : "production"));
  RunningApp running(config, folder, options.debug);
  ControlServer control(folder,
                        [&](const Json& request) { return answer(running.host(), request); });
  running.host().start();
  server::Server server(server_options(config, options), running.kernel());
  server.start();
  signals->begin_serving();
  print_banner(config, running, server, options.debug,
               std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin));

  signals->wait();
  server.stop(config.server.grace);
  running.host().stop();
  return 0;
}

}  // namespace carboy::core::cli
