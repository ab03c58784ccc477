#include "core/cli/extension_commands.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/cli/command_line.h"
#include "core/cli/control_socket.h"
#include "core/cli/table.h"
#include "core/extensions/package/inspect.h"
#include "core/extensions/resolve/lock.h"
#include "core/host/app_folder.h"
#include "core/host/extension_facts.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kNothingEnabled =
    "No extension is enabled here. `carboy ext list --available` shows what can be enabled.\n";
constexpr const char* kNothingAvailable =
    "There is no extension here. `carboy ext new NAME` creates one, `carboy ext install FILE` adds "
    "one.\n";

// "provides login.Accounts, adds to admin.Card".
std::string services_words(const Json& services) {
  static constexpr std::array<std::array<const char*, 2>, 3> kWords{
      {{"provides", "provides "}, {"contributes", "adds to "}, {"uses", "uses "}}};
  std::string text;
  for (const auto& [key, words] : kWords) {
    std::vector<std::string> ids;
    const Json of_kind = services.value(key, Json::object());
    for (const auto& [id, version] : of_kind.items()) ids.push_back(id);
    if (!ids.empty()) text += (text.empty() ? "" : ", ") + (words + base::joined(ids));
  }
  return text;
}

// "active", or "active, 1.1.0 waits for reload" if the file is another one than runs.
std::string state_words(const Json& row) {
  std::string state = row.value("state", "");
  if (!row.contains("waiting")) return state;
  const std::string next = row["waiting"].value("version", "");
  if (next != row.value("version", "")) return state + ", " + next + " waits for reload";
  return state + ", another " + next + " (" +
         extensions::shown_digest(row["waiting"].value("sha256", "")) + ") waits for reload";
}

void print_rows(const Json& rows) {
  static constexpr std::array<Column, 3> kColumns{{{.least = 4}, {.least = 7}, {.least = 5}}};
  std::vector<std::vector<std::string>> cells;
  for (const Json& row : rows) {
    const std::string reason = row.value("reason", "");
    cells.push_back(
        {row.value("name", ""), row.value("version", ""), state_words(row),
         reason.empty() ? services_words(row.value("services", Json::object())) : reason});
  }
  std::cout << table_text(cells, kColumns);
}

// Returns the keys of [host] keys of the app in this folder. A file can be inspected anywhere, so
// none if there is no app, or if its configuration has mistakes.
extensions::TrustedKeys keys_here() {
  try {
    return host::trusted_keys(host::view_of(fs::current_path(), host::profile_for(""), nullptr));
  } catch (const base::Error&) {
    return {};
  }
}

}  // namespace

int reread_configuration() {
  const auto reply = ask(fs::current_path(), {{"command", "reread"}});
  if (!reply) {
    throw base::Error(
        "No app runs in this folder. `carboy serve` starts it with the present configuration.");
  }
  const bool ok = reply->value("ok", false);
  (ok ? std::cout : std::cerr) << reply->value("text", "") << '\n';
  return ok ? 0 : 1;
}

int reload_extensions(const std::vector<std::string>& names, bool json) {
  const auto reply = ask(fs::current_path(), {{"command", "reload"}, {"names", names}});
  if (!reply) {
    throw base::Error(
        "No app runs in this folder, so there is nothing to reload. `carboy run` starts it "
        "with the current files.");
  }
  const bool ok = reply->value("ok", false);
  if (json) {
    std::cout << reply->dump() << '\n';
  } else {
    (ok ? std::cout : std::cerr) << reply->value("text", "") << '\n';
    if (!ok) std::cerr << "The app keeps running unchanged.\n";
  }
  return ok ? 0 : 1;
}

int inspect_extension(const std::string& file, bool json) {
  const auto opened = extensions::ExtensionFile::open(file, file);
  const auto keys = keys_here();
  std::cout << (json ? extensions::inspect_json(opened, keys).dump(2) + "\n"
                     : extensions::inspect_text(opened, keys));
  return 0;
}

int list_extensions(bool available, bool json) {
  const fs::path folder = fs::current_path();
  Json rows;
  const auto reply = available ? std::nullopt : ask(folder, {{"command", "list"}});
  if (reply && reply->contains("extensions")) {
    rows = (*reply)["extensions"];
  } else {
    rows = host::list_facts(host::view_of(folder, host::profile_for(""), nullptr), available);
  }
  if (json) {
    std::cout << rows.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  print_rows(rows);
  if (rows.empty()) std::cerr << (available ? kNothingAvailable : kNothingEnabled);
  return 0;
}

}  // namespace carboy::core::cli
