#include "core/config/secret.h"

#include <sys/stat.h>

#include <cerrno>
#include <optional>

#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/config/config_section.h"

namespace carboy::core::config {
namespace {

namespace fs = std::filesystem;

// Returns whether the table has `env`, `file` or both, and nothing else.
bool is_reference(const toml::table& table) {
  if (table.empty()) return false;
  for (const auto& [key, value] : table) {
    if ((key.str() != "env" && key.str() != "file") || !value.is_string()) return false;
  }
  return true;
}

// Returns "no file secret.key". REQUIRES: at least one is given; see is_reference().
std::string missing(const std::optional<std::string>& variable,
                    const std::optional<std::string>& file) {
  if (!file) return "no variable " + *variable;
  if (!variable) return "no file " + *file;
  return "neither a variable " + *variable + " nor a file " + *file;
}

class Resolver {
 public:
  Resolver(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes, Secrets& secrets)
      : sources_(sources), mistakes_(mistakes), secrets_(secrets) {}

  void walk(toml::table& table, const std::string& path) {
    std::vector<std::string> unresolved;
    for (auto&& [key, value] : table) {
      auto* below = value.as_table();
      if (below == nullptr) continue;
      const std::string name(key.str());
      const std::string there = path.empty() ? name : path + "." + name;
      if (path.empty() || !is_reference(*below)) {
        walk(*below, there);
        continue;
      }
      Position at = position_of(below->source());
      at.secret_file = (*below)["file"].value_or(std::string());
      secrets_.emplace(there, std::move(at));
      if (auto text = resolve(*below, there)) {
        replacements_.push_back({&table, name, *std::move(text)});
      } else {
        unresolved.push_back(name);
      }
    }
    for (const std::string& name : unresolved) table.erase(name);
  }

  void replace() {
    for (const auto& [table, name, text] : replacements_) table->insert_or_assign(name, text);
  }

 private:
  std::optional<std::string> resolve(const toml::table& reference, const std::string& path) {
    const auto variable = reference["env"].value<std::string>();
    const auto file = reference["file"].value<std::string>();
    if (variable) {
      for (const auto& [name, text] : sources_.environment) {
        if (name == *variable) return text;
      }
    }
    if (file) {
      const fs::path there = sources_.file.parent_path() / *file;
      struct stat status {};
      if (::stat(there.c_str(), &status) == 0) {
        return text_of(reference, path, *file, there, status.st_mode);
      }
      if (errno != ENOENT) {
        complain(reference, path + ": the file " + *file + ": " + base::errno_text(errno) + ".");
        return std::nullopt;
      }
    }
    complain(reference, path + ": there is " + missing(variable, file) + ".",
             file ? "Make one: head -c 32 /dev/urandom | base64 > " + *file + "; chmod 600 " + *file
                  : "");
    return std::nullopt;
  }

  std::optional<std::string> text_of(const toml::table& reference, const std::string& path,
                                     const std::string& shown, const fs::path& file,
                                     unsigned mode) {
    if ((mode & (S_IRWXO | S_IWGRP)) != 0) {
      complain(reference, path + ": others than its owner can read or change " + shown + ".",
               "chmod 600 " + shown);
      return std::nullopt;
    }
    std::string text;
    if (const int error = base::read_whole_file(file, text); error != 0) {
      complain(reference,
               path + ": " + shown + " cannot be read: " + base::errno_text(error) + ".");
      return std::nullopt;
    }
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
  }

  void complain(const toml::table& reference, std::string text, std::string remedy = {}) {
    mistakes_.push_back({position_of(reference.source()), std::move(text), std::move(remedy)});
  }

  struct Replacement {
    toml::table* table;
    std::string name;
    std::string text;
  };
  const ConfigSources& sources_;
  std::vector<ConfigMistake>& mistakes_;
  Secrets& secrets_;
  std::vector<Replacement> replacements_;
};

}  // namespace

void resolve_secrets(toml::table& tree, const ConfigSources& sources,
                     std::vector<ConfigMistake>& mistakes, Secrets& secrets) {
  Resolver resolver(sources, mistakes, secrets);
  resolver.walk(tree, "");
  resolver.replace();
}

}  // namespace carboy::core::config
