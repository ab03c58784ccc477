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

namespace {

// What a command changes: the extensions that it names, and those that have to change with them,
// each in the order in which they are changed.
struct Plan {
  Names named, all, others;
  void add(const std::string& name, bool is_named) {
    if (has(all, name)) return;
    all.push_back(name);
    (is_named ? named : others).push_back(name);
  }
};

Plan plan_to_enable(const Names& names, const host::ListChange& list) {
  Plan plan;
  Names enabled = list.enabled();
  for (const std::string& name : names) {
    if (has(list.enabled(), name)) {
      say(name + " is already enabled.");
      continue;
    }
    for (const std::string& one : host::missing_requirements(name, enabled, list.available())) {
      plan.add(one, has(names, one));
    }
    plan.add(name, true);
    enabled.insert(enabled.end(), plan.all.begin(), plan.all.end());
  }
  return plan;
}

Plan plan_to_disable(const Names& names, const host::ListChange& list) {
  Plan plan;
  for (const std::string& name : names) {
    if (!has(list.enabled(), name)) {
      const std::string meant = base::did_you_mean(name, list.enabled());
      if (!meant.empty()) throw base::Error("\"" + name + "\" is not enabled." + meant);
      say(name + " is not enabled.");
      continue;
    }
    for (const std::string& one : host::dependants_of(name, list.enabled(), list.available())) {
      plan.add(one, has(names, one));
    }
    plan.add(name, true);
  }
  return plan;
}

std::string space_separated(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

std::string need(const Names& names) {
  return base::joined(names) + (names.size() == 1 ? " needs " : " need ");
}

}  // namespace

int enable_extensions(const Names& names, const ListOptions& options) {
  const fs::path folder = fs::current_path();
  const Plan plan = plan_to_enable(names, host::ListChange(folder));
  if (plan.named.empty()) return 0;
  const std::string others = base::joined(plan.others);
  const Others decided =
      decide(need(plan.named) + others + ", not enabled so far. Enable", plan.others, options);
  if (decided == Others::given_up) return nothing_changed();
  if (decided == Others::changed) return enable_now(folder, plan.all);
  return with_hint("`carboy ext enable " + space_separated(plan.named) +
                       " --with-requirements` enables " + others + ", too.",
                   [&] { return enable_now(folder, plan.named); });
}

int disable_extensions(const Names& names, const ListOptions& options) {
  const fs::path folder = fs::current_path();
  const Plan plan = plan_to_disable(names, host::ListChange(folder));
  if (plan.named.empty()) return 0;
  const Others decided =
      decide(need(plan.others) + base::joined(plan.named) + ". Disable", plan.others, options);
  if (decided == Others::given_up) return nothing_changed();
  if (decided == Others::changed) return disable_now(folder, plan.all);
  return with_hint("`carboy ext disable " + space_separated(plan.named) +
                       " --with-dependants` disables " + base::joined(plan.others) + ", too.",
                   [&] { return disable_now(folder, plan.named); });
}

}  // namespace carboy::core::cli
