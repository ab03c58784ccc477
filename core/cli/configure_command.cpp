#include "core/cli/configure_command.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/cli/control_socket.h"
#include "core/host/settings_change.h"
#include "core/host/toml_text.h"

namespace carboy::core::cli {
namespace {

using Json = nlohmann::json;

// "redis.url" is a setting in the table "redis".
void put(Json& patch, const std::string& key, Json value) {
  std::string pointer = "/" + key;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  try {
    patch[Json::json_pointer(pointer)] = std::move(value);
  } catch (const Json::exception&) {
    throw base::Error(key + " contradicts a setting before it. Nothing was changed.");
  }
}

Json patch_of(const std::vector<std::string>& given, const std::vector<std::string>& unset) {
  Json patch = Json::object();
  for (const std::string& setting : given) {
    const std::size_t equals = setting.find('=');
    put(patch, setting.substr(0, equals), host::value_of_word(setting.substr(equals + 1)));
  }
  for (const std::string& key : unset) put(patch, key, nullptr);
  return patch;
}

}  // namespace

std::string fault_of_setting(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals != std::string::npos && equals != 0) return {};
  return "A setting is given as KEY=VALUE, such as page_size=20, not \"" + word + "\".";
}

int configure_extension(const std::string& name, const std::vector<std::string>& given,
                        const std::vector<std::string>& unset) {
  const std::filesystem::path folder = std::filesystem::current_path();
  const Json patch = patch_of(given, unset);
  const auto reply = ask(folder, {{"command", "configure"}, {"name", name}, {"settings", patch}});
  if (reply) {
    if (!reply->value("ok", false)) throw base::Error(reply->value("text", ""));
    std::cout << reply->value("text", "") << '\n';
    return 0;
  }
  const host::SettingsChange change(folder, host::profile_for(""), name, patch,
                                    host::SettingsBy::command);
  if (change.changes_anything()) change.write();
  std::cout << name << " is configured.\n";
  return 0;
}

}  // namespace carboy::core::cli
