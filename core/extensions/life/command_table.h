// The commands of the extensions that run.
//
// Thread rule: immutable; any thread that keeps the extensions from ending meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/life/command.h"

namespace carboy::core::extensions {

class Scope;

class CommandTable {
 public:
  // The commands of `scopes`. REQUIRES: each scope outlives the table.
  explicit CommandTable(std::vector<const Scope*> scopes) : scopes_(std::move(scopes)) {}

  // Returns a report if two extensions have a command of one name, or if a command begins with one
  // of `reserved`, the commands of `host`; otherwise nothing.
  std::string conflict(const std::vector<std::string>& reserved, const std::string& host) const;

  struct Match {
    const Scope* scope = nullptr;
    const Command* command = nullptr;
    std::vector<std::string> words;  // behind the command's name
  };
  // Returns the command with the longest name that `words` begins with, or nothing.
  std::optional<Match> find(const std::vector<std::string>& words) const;

  // Every command, in the order of the extensions and then of their registration.
  std::vector<CommandText> all() const;

 private:
  std::vector<const Scope*> scopes_;
};

// Says that there is no command with these words, and suggests the nearest of `known`, the names of
// all commands.
std::string no_such_command(const std::vector<std::string>& words,
                            const std::vector<std::string>& known);

}  // namespace carboy::core::extensions
