#include <algorithm>

#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/extensions/life/host.h"

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

std::string title(const LoadedExtension& loaded) {
  return loaded.candidate.name + " " + loaded.candidate.version;
}

}  // namespace

void Host::check_commands(const LoadedExtension* replaced, const LoadedExtension* by) const {
  std::map<std::string, std::string> owners;
  for (const Entry& entry : entries_) {
    const LoadedExtension& loaded =
        entry.loaded.get() == replaced && by != nullptr ? *by : *entry.loaded;
    for (const Command& command : loaded.scope->commands()) {
      const std::string first = command.name.substr(0, command.name.find(' '));
      const auto& reserved = options_.reserved_commands;
      std::string other;
      if (std::find(reserved.begin(), reserved.end(), first) != reserved.end()) {
        other = "carboy " + options_.sdk.to_string();
      } else if (const auto [known, is_new] = owners.try_emplace(command.name, title(loaded));
                 !is_new) {
        other = known->second;
      }
      if (other.empty()) continue;
      throw base::Error("Cannot start " + options_.app + ": " + other + " and " + title(loaded) +
                        " both have a command \"" + command.name +
                        "\".\n      carboy ext disable " + entry.name);
    }
  }
}

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

std::vector<std::pair<std::string, std::string>> Host::commands() const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<std::pair<std::string, std::string>> all;
  for (const Entry& entry : entries_) {
    for (const Command& command : entry.loaded->scope->commands())
      all.emplace_back(command.name, command.help);
  }
  return all;
}

std::vector<std::string> Host::commands_of(std::string_view extension) const {
  const std::lock_guard lock(entries_mutex_);
  std::vector<std::string> names;
  for (const Entry& entry : entries_) {
    if (entry.name != extension || entry.loaded == nullptr) continue;
    for (const Command& command : entry.loaded->scope->commands()) names.push_back(command.name);
  }
  return names;
}

}  // namespace carboy::core::extensions
