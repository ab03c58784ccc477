#include "core/extensions/life/command_table.h"

#include <algorithm>
#include <map>

#include "core/app/failure.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::extensions {
namespace {

class Run final : public CommandLine {
 public:
  Run(std::vector<std::string> arguments, const CommandTable::Print& print)
      : arguments_(std::move(arguments)), print_(print) {}
  const std::vector<std::string>& arguments() const override { return arguments_; }
  void print(std::string_view line) override { print_(line, false); }
  void print_error(std::string_view line) override { print_(line, true); }

 private:
  std::vector<std::string> arguments_;
  const CommandTable::Print& print_;
};

std::string title(const Scope& scope) { return scope.name() + " " + scope.version(); }

}  // namespace

std::string CommandTable::conflict(const std::vector<std::string>& reserved,
                                   const std::string& host) const {
  std::map<std::string, std::string> owners;
  for (const Scope* scope : scopes_) {
    for (const Command& command : scope->commands()) {
      const std::string first = command.name.substr(0, command.name.find(' '));
      std::string other;
      if (std::find(reserved.begin(), reserved.end(), first) != reserved.end()) {
        other = host;
      } else if (const auto [known, is_new] = owners.try_emplace(command.name, title(*scope));
                 !is_new) {
        other = known->second;
      }
      if (other.empty()) continue;
      return other + " and " + title(*scope) + " both have a command \"" + command.name +
             "\".\n      carboy ext disable " + scope->name();
    }
  }
  return {};
}

std::optional<CommandTable::Result> CommandTable::run(const std::vector<std::string>& words,
                                                      const Print& print) const {
  for (std::size_t count = words.size(); count > 0; --count) {
    std::string name = words.front();
    for (std::size_t i = 1; i < count; ++i) name += " " + words[i];
    for (const Scope* scope : scopes_) {
      for (const Command& command : scope->commands()) {
        if (command.name != name) continue;
        Run run({words.begin() + static_cast<std::ptrdiff_t>(count), words.end()}, print);
        Result result;
        result.ok = command.run(run);
        if (!result.ok) result.failure = app::thread_failure().message;
        return result;
      }
    }
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> CommandTable::all() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Scope* scope : scopes_) {
    for (const Command& command : scope->commands()) all.emplace_back(command.name, command.help);
  }
  return all;
}

std::vector<std::string> CommandTable::names_of(std::string_view extension) const {
  std::vector<std::string> names;
  for (const Scope* scope : scopes_) {
    if (scope->name() != extension) continue;
    for (const Command& command : scope->commands()) names.push_back(command.name);
  }
  return names;
}

}  // namespace carboy::core::extensions
