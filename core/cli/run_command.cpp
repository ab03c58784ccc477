#include "core/cli/run_command.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/own_threads.h"
#include "core/base/words.h"
#include "core/cli/command_json.h"
#include "core/cli/control_socket.h"
#include "core/cli/reloader.h"
#include "core/cli/served_command.h"
#include "core/host/app_folder.h"
#include "core/host/app_manager.h"
#include "core/host/extension_facts.h"
#include "core/host/panel.h"
#include "core/host/run_log.h"
#include "core/host/running_app.h"
#include "core/host/shutdown_signals.h"
#include "core/server/passed_sockets.h"
#include "core/server/server.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

std::string url_of(const std::string& address) {
  return address.starts_with("unix:") ? address : "http://" + address;
}

void print_banner(const config::AppConfig& config, host::RunningApp& running,
                  const server::Server& server, bool debug, std::chrono::milliseconds took) {
  std::cout << "carboy " << host::own_version().to_string() << "   " << config.name << "   app.toml"
            << (debug ? "   debug" : "") << "\nextensions  ";
  const char* before = " ";
  for (const auto& one : running.host().list()) {
    std::cout << before << one.name << ' ' << one.version;
    before = " · ";
  }
  if (running.host().list().empty()) std::cout << " none";
  const std::size_t routes = running.kernel().generation()->route_count();
  const std::size_t services = running.host().service_count();
  std::cout << '\n'
            << routes << (routes == 1 ? " route, " : " routes, ") << services
            << (services == 1 ? " service" : " services") << ", started in " << took.count()
            << " ms\n";
  for (const std::string& note : running.kernel().generation()->notes()) {
    std::cout << "warning: " << note << '\n';
  }
  const char* tail = "      Ctrl-C stops\n";
  for (const std::string& address : server.addresses()) {
    std::cout << url_of(address) << tail;
    tail = "\n";
  }
  std::cout << std::flush;
}

// Prints what the extensions tell the operator: on the terminal, or to the log if there is none.
void print_announcements(host::RunningApp& running, const server::Server& server) {
  const auto& addresses = server.addresses();
  const std::string base_url = addresses.empty() ? std::string() : url_of(addresses.front());
  for (const std::string& text : running.host().announce(base_url)) {
    if (::isatty(STDERR_FILENO) != 0) {
      std::cerr << text << '\n' << std::flush;
    } else {
      base::log(base::LogLevel::info, "carboy", text);
    }
  }
}

// Returns what a change of the extensions is answered with.
Json reply_to_change(const std::vector<extensions::Reload>& done) {
  const bool unloaded = std::all_of(done.begin(), done.end(), [](const auto& one) {
    return one.from.empty() || one.unload_result.unloaded;
  });
  return {{"ok", true}, {"text", host::describe(done)}, {"unloaded", unloaded}};
}

Json reply_to_reread(const host::AppManager::Reread& reread) {
  std::string text = host::describe(reread.done);
  if (!reread.need_restart.empty()) {
    text += (text.empty() ? "" : "\n") +
            std::string("These settings take effect when the app is ") +
            "restarted: " + base::joined(reread.need_restart);
  }
  return {{"ok", true}, {"text", text.empty() ? "Nothing has changed." : text}};
}

// Returns nothing if the command is none of these.
std::optional<Json> change(host::AppManager& manager, const std::string& command,
                           const Json& request) {
  const host::AppManager::Asked actor{"user " + std::to_string(request.value("uid", -1))};
  const auto names = request.value("names", std::vector<std::string>());
  if (command == "reload") return reply_to_change(manager.reload(names, actor));
  if (command == "enable") return reply_to_change(manager.enable(names, actor));
  if (command == "disable") return reply_to_change(manager.disable(names, actor));
  if (command == "rollback" || command == "configure") {
    const bool restores = command == "rollback";
    const std::string name = request.value("name", "");
    Json reply = reply_to_change(
        restores ? manager.roll_back(name, actor)
                 : manager.configure(name, request.value("settings", Json()), actor));
    if (reply["text"] == "")
      reply["text"] = name + (restores ? " is restored." : " is configured.");
    return reply;
  }
  if (command == "reread") return reply_to_reread(manager.reread(actor));
  return std::nullopt;
}

// Returns what a change that was refused is answered with, and leaves a line in the log.
Json reply_to_refusal(const std::string& command, const base::Error& error) {
  std::string text = error.what();
  base::log(base::LogLevel::warning, "carboy",
            command + " was refused: " + text.substr(0, text.find('\n')));
  if (command != "reload") text += "\nThe app keeps running unchanged.";
  return {{"ok", false}, {"text", text}};
}

Json answer(host::RunningApp& running, host::AppManager& manager, const Json& request) {
  const std::string command = request.value("command", "");
  extensions::Host& host = running.host();
  try {
    if (const auto reply = change(manager, command, request)) return *reply;
  } catch (const base::Error& error) {
    return reply_to_refusal(command, error);
  }
  try {
    if (command == "commands") {
      return {{"ok", true}, {"commands", commands_json(host.commands())}};
    }
    if (command == "info") return host::running_facts(running, request.value("name", ""));
    if (command == "list") {
      return {{"ok", true}, {"extensions", host::list_facts(manager.view(), false)}};
    }
  } catch (const base::Error& error) {
    return {{"ok", false}, {"text", error.what()}};
  }
  return {{"ok", false},
          {"text", "The running app does not know this command; it is of another version."}};
}

// `bind` replaces [server] bind unless it is empty.
server::ServerOptions server_options(const config::AppConfig& config,
                                     const std::vector<std::string>& bind) {
  server::ServerOptions options = config.server;
  if (!bind.empty()) options.bind = bind;
  options.times_requests = true;
  options.on_thread_start = [] { base::adopt_this_thread(""); };
  options.on_trouble = [](std::string_view text) {
    base::log(base::LogLevel::warning, "carboy", text);
  };
  return options;
}

bool is_loopback(const std::string& bind) {
  return bind.starts_with("127.") || bind.starts_with("[::1]:") || bind.starts_with("localhost:");
}

// Against DNS rebinding: a page of another site whose name leads to this machine is not answered,
// unless app.toml says which hosts are trusted, or the app is reachable from elsewhere anyway.
void answer_local_names_only(config::AppConfig& config, const std::vector<std::string>& given) {
  const std::vector<std::string>& bind = given.empty() ? config.server.bind : given;
  std::vector<std::string>& trusted = config.kernel.request.trusted_hosts;
  if (!trusted.empty() || !std::all_of(bind.begin(), bind.end(), is_loopback)) return;
  trusted = {".localhost", "127.0.0.1", "[::1]"};
  if (!config.kernel.server_name.empty()) trusted.push_back("." + config.kernel.server_name);
}

// An app from its start to its stop. With --reload it is started several times.
class Run {
 public:
  Run(const RunOptions& options, fs::path folder, host::ShutdownSignals& signals)
      : options_(options),
        folder_(std::move(folder)),
        profile_(host::profile_for(options.profile, options.debug ? "development" : "production")),
        log_(signals, folder_) {}

  Reloader::Next serve(host::ShutdownSignals& signals) {
    const auto begin = Clock::now();
    config::AppConfig config =
        host::load_config(folder_ / "app.toml", profile_, host::kNothingStarted);
    if (options_.debug) answer_local_names_only(config, options_.bind);
    std::optional<Reloader> reloader;
    if (options_.reload) reloader.emplace(folder_, profile_, config);
    base::set_log_level(config.log_level);
    host::RunningApp running(config, folder_, options_.debug,
                             {host::finder_for(folder_), base::log, log_.open(config),
                              options_.debug ? app::RunMode::run : app::RunMode::serve});
    host::AppManager manager(running, folder_, profile_, config, base::log);
    const host::Panel panel(running, manager, config, !options_.debug);
    ControlServer control(
        folder_, [&](const Json& request) { return answer(running, manager, request); },
        [&](const Json& request, int socket, int stop) {
          serve_command(running.host(), request, socket, stop);
        });
    running.host().start();
    server::Server server(server_options(config, options_.bind), running.kernel());
    signals.begin_serving();  // before the first request, so that none is cut off
    server.start();
    print_banner(config, running, server, options_.debug,
                 std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin));
    print_announcements(running, server);
    manager.keep_good_set();
    const Reloader::Next next =
        reloader ? follow(*reloader, manager, running, signals) : wait(manager, signals);
    server.stop(config.grace);
    running.host().stop();
    return next;
  }

  // Watches for changes that are made after this call, for an app that may not start.
  Reloader watch() const { return Reloader(folder_, profile_, {}); }

 private:
  Reloader::Next wait(host::AppManager& manager, host::ShutdownSignals& signals) const {
    signals.reread_on_hangup(!options_.debug);
    while (signals.wait() == host::ShutdownSignals::Event::reread) {
      try {
        const Json reply = reply_to_reread(manager.reread({"SIGHUP"}));
        base::log(base::LogLevel::info, "carboy", reply.value("text", ""));
      } catch (const base::Error& error) {
        base::log(base::LogLevel::error, "carboy",
                  std::string(error.what()) + "\nThe app keeps running unchanged.");
      }
    }
    return Reloader::Next::stop;
  }

  static Reloader::Next follow(Reloader& reloader, host::AppManager& manager,
                               const host::RunningApp& running,
                               const host::ShutdownSignals& signals) {
    const Reloader::Next next = reloader.follow(manager, running, signals.descriptor());
    if (next == Reloader::Next::restart) std::cout << "Restarting the app.\n" << std::flush;
    return next;
  }

  const RunOptions& options_;
  fs::path folder_;
  host::Profile profile_;
  host::RunLog log_;
};

// Serves the app, and serves it again after each change that requires a restart.
int run_with_reload(Run& run, host::ShutdownSignals& signals) {
  Reloader::Next next = run.serve(signals);
  while (next == Reloader::Next::restart) {
    Reloader changes = run.watch();  // also notices changes while the app starts
    try {
      next = run.serve(signals);
    } catch (const base::Error& error) {
      std::cerr << error.what() << "\nCarboy tries again when a file changes.\n" << std::flush;
      if (changes.wait_for_any(signals.descriptor()) == Reloader::Next::stop) return 0;
    }
  }
  return 0;
}

}  // namespace

int run_app(const RunOptions& options) {
  static auto* const signals = new host::ShutdownSignals;  // its thread outlives this function
  base::adopt_this_thread("");
  server::take_passed_sockets();
  Run run(options, fs::current_path(), *signals);
  return run_with_reload(run, *signals);
}

}  // namespace carboy::core::cli
