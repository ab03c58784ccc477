// A command of an extension: what it declares, and one run of it.
//
// Thread rule: a Command is changed only while its extension starts, and is immutable afterwards. A
// run belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::extensions {

enum class CommandPlace : std::uint8_t { own_process, in_running_app, only_in_running_app };

struct CommandOption {
  std::vector<std::string> names;  // "-n", "--name"
  std::string value_name;          // empty: it takes no value
  std::string help;
};

struct CommandArgument {
  std::string name;  // without brackets and dots
  std::string help;
  bool may_be_missing = false;
  bool takes_the_rest = false;
};

struct CommandExit {
  int status = 0;
  std::string meaning;
};

// What is known about a command without running it.
struct CommandText {
  std::string extension;
  std::string name;  // one or several words
  std::string help;
  std::vector<CommandOption> options;
  std::vector<CommandArgument> arguments;
  std::vector<CommandExit> exits;
  CommandPlace place = CommandPlace::own_process;

  bool declares_words() const { return !options.empty() || !arguments.empty(); }
};

// The terminal that a command was started from.
class Terminal {
 public:
  // Waits for a slow reader. Drops the bytes and returns false when nobody reads them any more.
  virtual bool write(std::string_view bytes, bool error) = 0;
  virtual bool is_terminal() = 0;
  // Returns false when no line comes any more. REQUIRES: is_terminal().
  virtual bool read(std::string_view prompt, bool secret, std::string& line) = 0;
  virtual bool cancelled() = 0;

 protected:
  ~Terminal() = default;
};

// One run of a command, as the command sees it.
class CommandLine {
 public:
  virtual const std::vector<std::string>& arguments() const = 0;
  // The values that an option was given, under whichever of its names.
  virtual const std::vector<std::string>& option(std::string_view name) const = 0;
  virtual Terminal& terminal() = 0;
  virtual void set_exit_status(int status) = 0;

 protected:
  ~CommandLine() = default;
};

struct Command : CommandText {
  std::function<bool(CommandLine&)> run;  // returns false on failure; the thread's failure says why
};

// How a run has ended.
struct CommandResult {
  int status = 0;
  std::string failure;  // the reason, when it failed
};

// Runs a command with the words behind its name. The words are checked by what the command
// declares; --help prints that.
CommandResult run_command(const Command& command, const std::vector<std::string>& words,
                          Terminal& terminal);

}  // namespace carboy::core::extensions
