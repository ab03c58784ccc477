#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/extensions/life/command.h"
#include "core/extensions/life/command_words.h"

namespace carboy::core::extensions {
namespace {

class CommandRun final : public CommandLine {
 public:
  CommandRun(const CommandText& command, CommandWords words, Terminal& terminal)
      : command_(command), words_(std::move(words)), terminal_(terminal) {}
  const std::vector<std::string>& arguments() const override { return words_.arguments; }
  const std::vector<std::string>& option(std::string_view name) const override {
    static const std::vector<std::string> none;
    const CommandOption* const declared = find_option(command_, name);
    if (declared == nullptr) return none;
    const auto given = words_.options.find(declared->names.front());
    return given == words_.options.end() ? none : given->second;
  }
  Terminal& terminal() override { return terminal_; }
  void set_exit_status(int status) override { status_ = status & 0xff; }
  int status() const { return status_; }

 private:
  const CommandText& command_;
  CommandWords words_;
  Terminal& terminal_;
  int status_ = 0;
};

}  // namespace

CommandResult run_command(const Command& command, const std::vector<std::string>& words,
                          Terminal& terminal) {
  CommandWords read;
  try {
    read = read_words(command, words);
  } catch (const base::Error& error) {
    return {2, error.what()};
  }
  if (read.asks_for_help) {
    terminal.write(help_of(command), false);
    return {};
  }
  CommandRun run(command, std::move(read), terminal);
  if (command.run(run)) return {run.status(), {}};
  return {run.status() == 0 ? 1 : run.status(), app::thread_failure().message};
}

}  // namespace carboy::core::extensions
