#include "core/cli/enable_commands.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/cli/confirmation.h"
#include "core/cli/control_socket.h"
#include "core/cli/own_terminal.h"
#include "core/host/list_change.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

int say(const std::string& line) {
  std::cout << line << '\n';
  return 0;
}

// Whether the others that have to start or stop with an extension are changed, too.
enum class Others { changed, left, given_up };
Others decide(const std::string& sentence, const Names& others, const ListOptions& options) {
  if (others.empty() || options.with_others || options.yes) return Others::changed;
  if (!can_ask()) return Others::left;  // what is refused then says why
  const std::string them = others.size() == 1 ? "it, too?" : "them, too?";
  return confirm(sentence + " " + them, false) ? Others::changed : Others::given_up;
}

// Lets the running app change its list. Returns nothing if no app runs here.
std::optional<std::string> change_running(const fs::path& folder, const char* command,
                                          const Names& names) {
  const auto reply = ask(folder, {{"command", command}, {"names", names}});
  if (!reply) return std::nullopt;
  if (!reply->value("ok", false)) throw base::Error(reply->value("text", ""));
  return reply->value("text", "");
}

// Runs `work`. If it is refused, adds how to change the others, too.
template <class Work>
int with_hint(const std::string& hint, Work work) {
  try {
    return work();
  } catch (const base::Error& error) {
    if (hint.empty()) throw;
    throw base::Error(std::string(error.what()) + "\n" + hint);
  }
}

std::string titles(const Names& names, const host::ListChange& list) {
  std::string text;
  for (const std::string& name : names) {
    const auto* const found = extensions::find_available(list.available(), name);
    const bool is_known = found != nullptr && found->usable();
    text += (text.empty() ? "" : ", ") + name +
            (is_known ? " " + found->manifest->version.to_string() : "");
  }
  return text + (names.size() == 1 ? " is" : " are");
}

int enable_now(const fs::path& folder, const Names& names) {
  if (const auto text = change_running(folder, "enable", names)) {
    return say(*text + "\n" + titles(names, host::ListChange(folder)) + " enabled.");
  }
  host::ListChange list(folder);
  list.enable(names);
  list.write();
  return say(titles(names, list) + " enabled. " + (names.size() == 1 ? "It starts" : "They start") +
             " with the app: carboy run");
}

int disable_now(const fs::path& folder, const Names& names) {
  const auto text = change_running(folder, "disable", names);
  host::ListChange list(folder);
  if (!text) {
    list.disable(names);
    list.write();
  }
  return say((text ? *text + "\n" : "") + base::joined(names) +
             (names.size() == 1 ? " is" : " are") + " disabled.");
}

int nothing_changed() {
  say("Nothing was changed.");
  return 1;
}

}  // namespace

int enable_extension(const std::string& name, const ListOptions& options) {
  const fs::path folder = fs::current_path();
  Names missing;
  {
    const host::ListChange list(folder);
    if (has(list.enabled(), name)) return say(name + " is already enabled.");
    missing = host::missing_requirements(name, list.enabled(), list.available());
  }
  const std::string others = base::joined(missing);
  const Others decided =
      decide(name + " needs " + others + ", not enabled so far. Enable", missing, options);
  if (decided == Others::given_up) return nothing_changed();
  if (decided == Others::left) {
    return with_hint(
        "`carboy ext enable " + name + " --with-requirements` enables " + others + ", too.",
        [&] { return enable_now(folder, {name}); });
  }
  missing.push_back(name);
  return enable_now(folder, missing);
}

int disable_extension(const std::string& name, const ListOptions& options) {
  const fs::path folder = fs::current_path();
  Names users;
  {
    const host::ListChange list(folder);
    if (!has(list.enabled(), name)) {
      const std::string meant = base::did_you_mean(name, list.enabled());
      if (!meant.empty()) throw base::Error("\"" + name + "\" is not enabled." + meant);
      return say(name + " is not enabled.");
    }
    users = host::dependants_of(name, list.enabled(), list.available());
  }
  const std::string others = base::joined(users);
  const Others decided = decide(
      others + (users.size() == 1 ? " needs " : " need ") + name + ". Disable", users, options);
  if (decided == Others::given_up) return nothing_changed();
  if (decided == Others::left) {
    return with_hint(
        "`carboy ext disable " + name + " --with-dependants` disables " + others + ", too.",
        [&] { return disable_now(folder, {name}); });
  }
  users.push_back(name);
  return disable_now(folder, users);
}

}  // namespace carboy::core::cli
