#include "core/cli/app_command.h"

#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/words.h"
#include "core/cli/command_frames.h"
#include "core/cli/command_json.h"
#include "core/cli/control_socket.h"
#include "core/cli/own_terminal.h"
#include "core/extensions/life/command_words.h"
#include "core/host/app_folder.h"
#include "core/host/reserved_commands.h"
#include "core/host/running_app.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A command that runs in the app that serves the folder, seen from this process.
class RemoteCommand {
 public:
  explicit RemoteCommand(base::Descriptor socket) : socket_(std::move(socket)) {}

  // Returns where the running app lets the command run: "here" for inside of it.
  std::string place() {
    while (!frame_ && reader_.receive(socket_.get())) frame_ = reader_.next();
    if (!frame_ || frame_->kind != FrameKind::reply) return "unknown";
    const Json reply = Json::parse(frame_->payload, nullptr, false);
    return reply.is_object() ? reply.value("place", "unknown") : "unknown";
  }

  // Follows the command to its end and returns its exit status.
  int follow() {
    const Interrupts interrupts;
    std::array<pollfd, 2> polled{
        {{socket_.get(), POLLIN, 0}, {interrupts.descriptor(), POLLIN, 0}}};
    for (;;) {
      while ((frame_ = reader_.next())) {
        if (frame_->kind == FrameKind::done) return end();
        take(interrupts);
      }
      if (::poll(polled.data(), polled.size(), -1) < 0) continue;
      if (polled[1].revents != 0) {
        send(FrameKind::cancel, {});
        polled[1].fd = -1;
      }
      if (polled[0].revents != 0 && !reader_.receive(socket_.get())) {
        std::cerr << "The app ended before the command did.\n";
        return 1;
      }
    }
  }

 private:
  void send(FrameKind kind, std::string_view payload) {
    send_frame(socket_.get(), kind, payload, [] { return false; });
  }

  void take(const Interrupts& interrupts) {
    if (frame_->kind == FrameKind::out) write_to(STDOUT_FILENO, frame_->payload);
    if (frame_->kind == FrameKind::error) write_to(STDERR_FILENO, frame_->payload);
    const bool secret = frame_->kind == FrameKind::ask_secret;
    if (frame_->kind != FrameKind::ask && !secret) return;
    std::string line;
    const bool answered =
        ask_line(frame_->payload, secret, interrupts.descriptor(), socket_.get(), line);
    send(answered ? FrameKind::line : FrameKind::end, line);
  }

  int end() const {
    const Json done = Json::parse(frame_->payload, nullptr, false);
    if (!done.is_object()) return 1;
    const std::string failure = done.value("failure", "");
    if (!failure.empty()) std::cerr << failure << '\n';
    return done.value("status", 1);
  }

  base::Descriptor socket_;
  FrameReader reader_;
  std::optional<Frame> frame_;
};

// Returns the exit status, or nothing if the command does not run in an app that serves the folder.
std::optional<int> run_in_serving_app(const fs::path& folder,
                                      const std::vector<std::string>& words) {
  const Json request{{"command", "run"}, {"words", words}, {"terminal", can_ask()}};
  base::Descriptor socket = ask_for_frames(folder, request);
  if (!socket) return std::nullopt;
  RemoteCommand command(std::move(socket));
  if (command.place() != "here") return std::nullopt;
  return command.follow();
}

bool asks_for_help(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return word == "--help" || word == "-h"; });
}

// Prints the commands that begin with the word. Returns the exit status.
int no_command(const std::vector<std::string>& words,
               const std::vector<extensions::CommandText>& commands) {
  std::vector<std::string> known(host::kReservedCommands.begin(), host::kReservedCommands.end());
  std::string below;
  for (const auto& one : commands) {
    known.push_back(one.name);
    if (!one.name.starts_with(words.front() + " ")) continue;
    below += "  carboy " + one.name + "\n      " + one.help + "\n";
  }
  if (!below.empty() && words.size() > 1 && asks_for_help({words[1]})) {
    std::cout << "Commands of extensions:\n" << below;
    return 0;
  }
  std::cerr << extensions::no_such_command(words, known) << '\n';
  return 2;
}

// Runs the command in this process. `served`: whether an app serves the folder.
int run_here(const extensions::Host::CommandCall& call, bool served) {
  const extensions::Command& command = *call.command;
  const bool helps = asks_for_help(call.words);
  if (!helps && command.place == extensions::CommandPlace::only_in_running_app) {
    throw base::Error("carboy " + command.name + " works only in a running app, and " +
                      (served ? "the one that serves this folder does not have it."
                              : "no app serves this folder.") +
                      "\nStart it with `carboy run` or `carboy serve`.");
  }
  if (!helps && command.place == extensions::CommandPlace::in_running_app) {
    std::cerr << (served ? "The app that serves this folder does not have this command"
                         : "No app serves this folder")
              << "; carboy " << command.name << " runs in a process of its own.\n";
  }
  const Interrupts interrupts;
  OwnTerminal terminal(interrupts);
  const auto result = extensions::run_command(command, call.words, terminal);
  if (interrupts.happened() && result.status <= 1) return 130;
  if (!result.failure.empty()) std::cerr << result.failure << '\n';
  return result.status;
}

CLI::App* below(CLI::App& parent, const std::string& word, const std::string& help) {
  for (CLI::App* one : parent.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->get_name() == word) return one;
  }
  return parent.add_subcommand(word, help);
}

std::string exits_of(const extensions::CommandText& command) {
  std::string text;
  for (const auto& one : command.exits) {
    text +=
        (text.empty() ? "Exit status: " : ", ") + std::to_string(one.status) + " " + one.meaning;
  }
  return text.empty() ? text : text + ".";
}

void describe_words(CLI::App& shown, const extensions::CommandText& command) {
  for (const auto& option : command.options) {
    const std::string names = base::joined(option.names, ",");
    if (option.value_name.empty()) {
      shown.add_flag_callback(
          names, [] {}, option.help);
    } else {
      shown
          .add_option_function<std::string>(
              names, [](const std::string&) {}, option.help)
          ->type_name(option.value_name);
    }
  }
  for (const auto& argument : command.arguments) {
    shown.add_option_function<std::string>(
        argument.name, [](const std::string&) {}, argument.help);
  }
}

}  // namespace

int run_extension_command(const std::vector<std::string>& words) {
  const fs::path folder = fs::current_path();
  if (const auto status = run_in_serving_app(folder, words)) return *status;
  base::adopt_this_thread("");
  const bool served = ask(folder, {{"command", "list"}}).has_value();
  const config::AppConfig config =
      host::load_config(folder / "app.toml", host::profile_for(""), host::kNothingStarted);
  host::RunningApp running(config, folder, false);
  running.host().start(extensions::Host::For::commands);
  int status = 0;
  if (const auto call = running.host().find_command(words)) {
    status = run_here(*call, served);
  } else {
    status = no_command(words, running.host().commands());
  }
  running.host().stop();
  return status;
}

std::vector<extensions::CommandText> commands_of_app() {
  const fs::path folder = fs::current_path();
  const auto reply = ask(folder, {{"command", "commands"}});
  if (reply && reply->contains("commands")) return commands_of_json((*reply)["commands"]);
  base::adopt_this_thread("");
  try {
    host::RunningApp running(
        host::load_config(folder / "app.toml", host::profile_for(""), host::kNothingStarted),
        folder, false);
    running.host().start(extensions::Host::For::commands);
    auto commands = running.host().commands();
    running.host().stop();
    return commands;
  } catch (const base::Error& error) {
    std::cerr << error.what() << "\nThe commands of its extensions are therefore not listed.\n\n";
    return {};
  }
}

void show_extension_commands(CLI::App& carboy,
                             const std::vector<extensions::CommandText>& commands) {
  for (const extensions::CommandText& command : commands) {
    CLI::App* shown = &carboy;
    std::istringstream words(command.name);
    for (std::string word; words >> word;) {
      const bool is_first = shown == &carboy;
      shown = below(*shown, word, "Commands of the extension " + command.extension);
      if (is_first) shown->group("Commands of extensions");
    }
    shown->description(command.help);
    shown->footer(exits_of(command));
    try {
      describe_words(*shown, command);
    } catch (const CLI::Error&) {
      // An option with a name that the library reserves is left out.
    }
  }
}

}  // namespace carboy::core::cli
