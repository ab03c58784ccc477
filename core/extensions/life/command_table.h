// The commands of the extensions that run.
//
// Thread rule: immutable; any thread that keeps the extensions from ending meanwhile.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::core::extensions {

class Scope;

class CommandTable {
 public:
  using Print = std::function<void(std::string_view line, bool error)>;
  struct Result {
    bool ok = false;
    std::string failure;  // the reason, when it is not ok
  };

  // The commands of `scopes`. REQUIRES: each scope outlives the table.
  explicit CommandTable(std::vector<const Scope*> scopes) : scopes_(std::move(scopes)) {}

  // Returns a report if two extensions have a command of one name, or if a command begins with one
  // of `reserved`, the commands of `host`; otherwise nothing.
  std::string conflict(const std::vector<std::string>& reserved, const std::string& host) const;

  // Runs the command with the longest name that `words` begins with; the rest are its arguments.
  // Returns nothing if there is no such command.
  std::optional<Result> run(const std::vector<std::string>& words, const Print& print) const;

  // Name and help of every command.
  std::vector<std::pair<std::string, std::string>> all() const;
  // The names of one extension's commands.
  std::vector<std::string> names_of(std::string_view extension) const;

 private:
  std::vector<const Scope*> scopes_;
};

}  // namespace carboy::core::extensions
