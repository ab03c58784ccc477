#include "core/app/failure.h"
#include "core/extensions/host.h"

namespace carboy::core::extensions {
namespace {

class Run final : public CommandLine {
 public:
  Run(std::vector<std::string> arguments, const Host::Print& print)
      : arguments_(std::move(arguments)), print_(print) {}
  const std::vector<std::string>& arguments() const override { return arguments_; }
  void print(std::string_view line) override { print_(line, false); }
  void print_error(std::string_view line) override { print_(line, true); }

 private:
  std::vector<std::string> arguments_;
  const Host::Print& print_;
};

}  // namespace

std::optional<Host::CommandRun> Host::run_command(const std::vector<std::string>& words,
                                                  const Print& print) {
  for (std::size_t count = words.size(); count > 0; --count) {
    std::string name = words.front();
    for (std::size_t i = 1; i < count; ++i) name += " " + words[i];
    for (const Entry& entry : entries_) {
      for (const Command& command : entry.loaded->scope->commands()) {
        if (command.name != name) continue;
        Run run({words.begin() + static_cast<std::ptrdiff_t>(count), words.end()}, print);
        CommandRun result;
        result.ok = command.run(run);
        if (!result.ok) result.failure = app::thread_failure().message;
        return result;
      }
    }
  }
  return std::nullopt;
}

}  // namespace carboy::core::extensions
