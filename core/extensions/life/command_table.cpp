#include "core/extensions/life/command_table.h"

#include <algorithm>
#include <map>
#include <span>

#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::extensions {
namespace {

// The first `count` words, as a name.
std::string name_of_words(const std::vector<std::string>& words, std::size_t count) {
  return base::joined(std::span(words).first(std::min(count, words.size())), " ");
}

std::size_t word_count(const std::string& name) {
  return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
}

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

std::optional<CommandTable::Match> CommandTable::find(const std::vector<std::string>& words) const {
  for (std::size_t count = words.size(); count > 0; --count) {
    const std::string name = name_of_words(words, count);
    for (const Scope* scope : scopes_) {
      for (const Command& command : scope->commands()) {
        if (command.name != name) continue;
        return Match{
            scope, &command, {words.begin() + static_cast<std::ptrdiff_t>(count), words.end()}};
      }
    }
  }
  return std::nullopt;
}

std::vector<CommandText> CommandTable::all() const {
  std::vector<CommandText> all;
  for (const Scope* scope : scopes_) {
    all.insert(all.end(), scope->commands().begin(), scope->commands().end());
  }
  return all;
}

std::string no_such_command(const std::vector<std::string>& words,
                            const std::vector<std::string>& known) {
  const std::string first = words.empty() ? std::string() : words.front();
  std::vector<std::string> below;  // the commands whose first word is right
  std::size_t most = 1;
  for (const std::string& name : known) {
    if (!name.starts_with(first + " ")) continue;
    below.push_back(name);
    most = std::max(most, word_count(name));
  }
  if (below.empty()) {
    std::string meant;
    for (std::size_t count = std::min<std::size_t>(words.size(), 4); count > 0 && meant.empty();
         --count) {
      meant = base::did_you_mean(name_of_words(words, count), known);
    }
    return "carboy has no command \"" + first + "\"." + meant;
  }
  const std::string given = name_of_words(words, most);
  return "carboy has no command \"" + given + "\"." + base::did_you_mean(given, below) +
         "\nCommands that begin with \"" + first + "\": " + base::joined(below) + ".";
}

}  // namespace carboy::core::extensions
