// Commands that an extension adds to the `carboy` program.
//
//   app.command("guestbook purge", "Remove old entries", [=](carboy::Cli& cli) {
//     cli.print(std::to_string(book->purge(cli.has_option("--all"))) + " removed");
//   }).option("--all", "Remove all entries").in_running_app();
//
// Thread rule: a Command is to be used inside init_app only, on the thread that runs it; a Cli
// inside the function of the command, on its thread.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace carboy {

// A registered command, to describe it further. What is described here is checked before the
// command runs, and is shown by --help, by completion and in the manual. A command that describes
// neither options nor arguments gets whatever words there are.
class Command {
 public:
  // Only App makes these.
  explicit Command(abi::Command* command) : command_(command) {}

  // Adds an option without a value: option("--json", "Print JSON"). It may have several names:
  // option("-a,--all", "Remove all entries").
  Command& option(std::string_view names, std::string_view help) {
    return option(names, std::string_view(), help);
  }
  // Adds an option with a value: option("-n,--number", "COUNT", "How many are shown").
  Command& option(std::string_view names, std::string_view value_name, std::string_view help) {
    carboy::check(command_->add_option(names, value_name, help));
    return *this;
  }
  // Adds an argument, in the order of the command line. "[NAME]" may be left out, and "NAME..."
  // takes all that follow.
  Command& argument(std::string_view name, std::string_view help) {
    carboy::check(command_->add_argument(name, help));
    return *this;
  }
  // Documents an exit status that the command sets with Cli::set_exit_status(). Carboy itself uses
  // 0 (done), 1 (failed) and 2 (wrong usage).
  Command& exit_status(int code, std::string_view meaning) {
    carboy::check(command_->add_exit_status(code, meaning));
    return *this;
  }
  // Runs the command inside the app that serves this folder, so that it sees what the app has in
  // memory. If no app runs, the command runs in a process of its own and says so on standard error.
  Command& in_running_app() { return place(abi::CommandPlace::in_running_app); }
  // Runs the command inside the app that serves this folder, and nowhere else: if no app runs, the
  // command is refused.
  Command& only_in_running_app() { return place(abi::CommandPlace::only_in_running_app); }

 private:
  Command& place(abi::CommandPlace place) {
    carboy::check(command_->set_place(place));
    return *this;
  }
  abi::Command* command_;
};

// One run of a command: its arguments and options, its terminal, and its exit status.
class Cli {
 public:
  explicit Cli(abi::Cli* cli) : cli_(cli) {}

  // Returns the number of arguments that follow the name of the command.
  std::size_t size() const { return cli_->argument_count(); }
  // Returns an argument. REQUIRES: index < size().
  std::string_view argument(std::size_t index) const { return cli_->argument(index); }

  // Returns whether the user has given an option that the command describes.
  bool has_option(std::string_view name) const { return option_count(name) > 0; }
  // Returns the value of an option, of the last one if it was given several times; `otherwise` if
  // it was not given.
  std::string_view option(std::string_view name, std::string_view otherwise = {}) const {
    const std::size_t count = option_count(name);
    return count == 0 ? otherwise : option_at(name, count - 1);
  }
  // Returns how often an option was given.
  std::size_t option_count(std::string_view name) const { return cli_->option_count(name); }
  // Returns the value that an option was given at its index-th occurrence. REQUIRES: index <
  // option_count(name).
  std::string_view option_at(std::string_view name, std::size_t index) const {
    return cli_->option(name, index);
  }

  // Prints a line on standard output.
  void print(std::string_view line) { cli_->print(line); }
  // Prints a line on standard error.
  void print_error(std::string_view line) { cli_->print_error(line); }
  // Writes bytes to standard output as they are. Waits for a slow reader; what is written after the
  // command was cancelled is dropped.
  void write(std::string_view bytes) { cli_->write({bytes.data(), bytes.size()}); }

  // Returns whether the command was started from a terminal, so that its user can be asked.
  bool is_terminal() const { return cli_->is_terminal(); }
  // Asks the user and returns the line that is typed. Throws if there is no terminal, and
  // throws Cancelled if the user presses Ctrl-C or Ctrl-D or leaves.
  std::string read(std::string_view prompt) { return ask(prompt, false); }
  // The same for a password: the terminal does not show what is typed.
  std::string read_secret(std::string_view prompt) { return ask(prompt, true); }

  // Sets the exit status of a run that does not throw: 0 to 255.
  void set_exit_status(int status) { cli_->set_exit_status(status); }
  // Returns whether the user has pressed Ctrl-C or has left, or the extension is being stopped. The
  // command must then return soon; long loops ask for it.
  bool cancelled() const { return cli_->cancelled(); }

 private:
  std::string ask(std::string_view prompt, bool secret) {
    std::string line;
    const auto append = [](void* self, Text piece) noexcept {
      static_cast<std::string*>(self)->append(piece.data, piece.size);
    };
    carboy::check(cli_->read(prompt, secret, {append, &line}));
    return line;
  }
  abi::Cli* cli_;
};

}  // namespace carboy
