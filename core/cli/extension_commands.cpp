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
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kNothingEnabled =
    "No extension is enabled here. `carboy ext list --available` shows what can be enabled.\n";
constexpr const char* kNothingAvailable =
    "There is no extension here. `carboy ext new NAME` creates one, `carboy ext install FILE` adds "
    "one.\n";

struct ListedRow {
  std::string name, version, state, reason;
  Json services = Json::object();  // that its file provides, contributes to and uses
};

Json services_of(const std::vector<extensions::ProvidedService>& services) {
  Json object = Json::object();
  for (const auto& one : services) {
    object[one.id] = std::to_string(one.major) + "." + std::to_string(one.minor);
  }
  return object;
}

Json services_of(const extensions::InstalledExtension& extension) {
  if (extension.manifest == nullptr) return Json::object();
  return {{"provides", services_of(extension.manifest->provides)},
          {"contributes", services_of(extension.manifest->contributes)},
          {"uses", services_of(extension.manifest->uses)}};
}

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

void print_rows(const std::vector<ListedRow>& rows) {
  static constexpr std::array<Column, 3> kColumns{{{.least = 4}, {.least = 7}, {.least = 5}}};
  std::vector<std::vector<std::string>> cells;
  for (const ListedRow& row : rows) {
    cells.push_back({row.name, row.version, row.state,
                     row.reason.empty() ? services_words(row.services) : row.reason});
  }
  std::cout << table_text(cells, kColumns);
}

std::vector<ListedRow> rows_of_folders(bool all) {
  const fs::path folder = fs::current_path();
  std::vector<std::string> enabled;
  if (fs::exists(folder / "app.toml")) {
    enabled = host::load_config(folder / "app.toml", host::profile_for("")).extensions;
  }
  std::vector<ListedRow> rows;
  for (const auto& one : host::finder_for(folder).all()) {
    const bool is_enabled = std::find(enabled.begin(), enabled.end(), one.name) != enabled.end();
    if (!all && !is_enabled) continue;
    const std::string version = one.manifest ? one.manifest->version.to_string() : "";
    rows.push_back({one.name, version,
                    !one.usable() ? "rejected"
                    : is_enabled  ? "enabled"
                                  : "available",
                    one.refusal, services_of(one)});
  }
  return rows;
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
  std::cout << (json ? extensions::inspect_json(opened).dump(2) + "\n"
                     : extensions::inspect_text(opened));
  return 0;
}

int list_extensions(bool available, bool json) {
  std::vector<ListedRow> rows;
  const auto reply = available ? std::nullopt : ask(fs::current_path(), {{"command", "list"}});
  if (reply && reply->contains("extensions")) {
    for (const Json& one : (*reply)["extensions"]) {
      rows.push_back({one.value("name", ""), one.value("version", ""), one.value("state", ""),
                      one.value("reason", ""), Json::object()});
    }
    for (const auto& file : host::finder_for(fs::current_path()).all()) {
      for (ListedRow& row : rows) {
        if (row.name == file.name && row.state != "retired") row.services = services_of(file);
      }
    }
  } else {
    rows = rows_of_folders(available);
  }
  if (!json) {
    print_rows(rows);
    if (rows.empty()) std::cerr << (available ? kNothingAvailable : kNothingEnabled);
    return 0;
  }
  Json list = Json::array();
  for (const ListedRow& row : rows) {
    list.push_back({{"name", row.name},
                    {"version", row.version},
                    {"state", row.state},
                    {"reason", row.reason},
                    {"services", row.services}});
  }
  std::cout << list.dump(2) << '\n';
  return 0;
}

}  // namespace carboy::core::cli
