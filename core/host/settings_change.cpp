#include "core/host/settings_change.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/extensions/life/mount.h"
#include "core/host/enabled_set.h"
#include "core/host/settings_text.h"
#include "core/host/toml_text.h"

namespace carboy::core::host {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using extensions::SchemaNode;

constexpr std::array<std::string_view, 7> kTablesOfHost{"app",   "server", "cors",   "host",
                                                        "pages", "wrap",   "profile"};

// Finds what may not be changed this way, and takes the masks of secrets out of the patch.
class Review {
 public:
  Review(const std::string& extension, const config::AppConfig& config, SettingsBy by)
      : extension_(extension), config_(config), by_(by) {}

  void walk(const SchemaNode* schema, const std::string& path, Json& patch) {
    const bool is_mount = path == extensions::kMount;
    if (by_ == SettingsBy::extension &&
        (is_mount || (schema != nullptr && has_operator_setting(*schema, patch)))) {
      add(path, "only the operator changes it, in app.toml.");
      return;
    }
    if (!patch.is_object()) {
      review_source(path);
      return;
    }
    for (auto member = patch.begin(); member != patch.end();) {
      const SchemaNode* const below =
          schema == nullptr ? nullptr : member_of(*schema, member.key());
      const bool is_masked = below != nullptr && below->secret && member.value() == config::kMasked;
      if (is_masked) {
        member = patch.erase(member);
        continue;
      }
      const std::string full = path.empty() ? member.key() : path + "." + member.key();
      if (member.value().is_null() && schema != nullptr && !may_have(*schema, path, member.key())) {
        add(full, extensions::kNoSuchSetting + suggestion(*schema, path, member.key()));
      } else {
        walk(below, full, member.value());
      }
      ++member;
    }
  }
  void add(const std::string& path, const std::string& text) {
    complaints_.push_back("[" + extension_ + "] " + path + ": " + text);
  }
  // Throws if there was anything to complain about.
  void end() const {
    if (complaints_.empty()) return;
    std::string report = "The settings of " + extension_ + " were not changed; " +
                         base::counted(complaints_.size(), "mistake") + ".";
    for (const std::string& one : complaints_) report += "\n  " + one;
    throw base::Error(report);
  }

 private:
  static const SchemaNode* member_of(const SchemaNode& schema, const std::string& key) {
    const SchemaNode* const named = schema.find(key);
    return named != nullptr ? named : schema.additional.get();
  }
  // Only what is removed needs this: the schema checks what is set.
  static bool may_have(const SchemaNode& schema, const std::string& path, const std::string& key) {
    return (path.empty() && key == extensions::kMount) || !schema.has_properties ||
           member_of(schema, key) != nullptr;
  }
  static std::string suggestion(const SchemaNode& schema, const std::string& path,
                                const std::string& key) {
    std::vector<std::string> names;
    for (const auto& property : schema.properties) names.push_back(property.name);
    if (path.empty()) names.emplace_back(extensions::kMount);
    return base::did_you_mean(key, names);
  }
  // Whether the setting, or one in it that the patch replaces as a whole, is the operator's.
  static bool has_operator_setting(const SchemaNode& schema, const Json& patch) {
    if (schema.operator_only) return true;
    if (patch.is_object()) return false;  // its members are looked at one by one
    const auto is_inside = [&](const SchemaNode& below) {
      return has_operator_setting(below, Json());
    };
    return std::any_of(schema.properties.begin(), schema.properties.end(),
                       [&](const auto& one) { return is_inside(one.schema); }) ||
           (schema.items != nullptr && is_inside(*schema.items)) ||
           (schema.additional != nullptr && is_inside(*schema.additional));
  }
  // The environment and the files of secrets override what is written into app.toml.
  void review_source(const std::string& path) {
    const std::string full = extension_ + "." + path;
    const auto is_about = [&](const std::string& name) {
      return name == full || name.starts_with(full + ".") || full.starts_with(name + ".");
    };
    for (const auto& [name, at] : config_.secrets) {
      if (!is_about(name)) continue;
      return add(path, at.secret_file.empty()
                           ? "it comes from the environment. Only the operator changes it there."
                           : "it comes from the environment or from the file " + at.secret_file +
                                 ". Only the operator changes it there.");
    }
    for (const config::ConfigValue& one : config_.values) {
      if (!is_about(one.name) || !one.at.source.starts_with("CARBOY_")) continue;
      return add(path, "it comes from the environment variable " + one.at.source +
                           ", which overrides app.toml.");
    }
  }

  const std::string& extension_;
  const config::AppConfig& config_;
  const SettingsBy by_;
  std::vector<std::string> complaints_;
};

std::shared_ptr<const extensions::Manifest> manifest_of(const fs::path& folder,
                                                        const std::string& name) {
  if (std::find(kTablesOfHost.begin(), kTablesOfHost.end(), name) != kTablesOfHost.end()) {
    throw base::Error("[" + name +
                      "] belongs to the operator, who changes it in app.toml. Only the settings of "
                      "extensions can be changed this way.");
  }
  const auto available = finder_for(folder).all();
  const auto* const found = extensions::find_available(available, name);
  if (found == nullptr) {
    throw base::Error("There is no extension \"" + name + "\"." +
                      base::did_you_mean(name, extensions::names_of(available)));
  }
  if (!found->usable()) throw base::Error(found->refusal);
  return found->manifest;
}

Json settings_in(const config::AppConfig& config, const std::string& name) {
  const auto found = config.settings.find(name);
  return found == config.settings.end() ? Json::object() : found->second;
}

// Writes each setting where the value stands that is in force: in the table of the profile, if that
// has it.
std::string changed_text(const std::string& text, const Profile& profile, const std::string& name,
                         const Json& patch) {
  const toml::table root = parse_app(text);
  const auto* const of_profile = root["profile"][profile.name][name].as_table();
  Json own = Json::object(), in_profile = Json::object();
  for (const auto& [key, value] : patch.items()) {
    const bool overrides = of_profile != nullptr && of_profile->contains(key);
    (overrides ? in_profile : own)[key] = value;
  }
  return with_settings(with_settings(text, {name}, own), {"profile", profile.name, name},
                       in_profile);
}

std::string field_name(std::string pointer) {
  pointer.erase(0, 1);
  std::replace(pointer.begin(), pointer.end(), '/', '.');
  return pointer;
}

}  // namespace

SettingsChange::SettingsChange(const fs::path& folder, const Profile& profile,
                               const std::string& extension, const Json& patch, SettingsBy by)
    : file_(folder / "app.toml"), lock_(folder), before_(read_app(file_).text) {
  const auto manifest = manifest_of(folder, extension);
  if (!patch.is_object()) {
    throw base::Error("The settings of " + extension +
                      " were not changed: they must be given as a JSON object.");
  }
  const config::AppConfig now = load_config_of(before_, file_, profile);
  Review review(extension, now, by);
  Json left = patch;
  review.walk(&manifest->config.root(), "", left);
  Json wanted = settings_in(now, extension);
  wanted.merge_patch(left);
  for (const auto& mistake : extensions::table_mistakes(*manifest, wanted)) {
    review.add(field_name(mistake.field), mistake.text);
  }
  review.end();
  text_ = changed_text(before_, profile, extension, left);
  next_ = load_config_of(text_, file_, profile, "app.toml was not changed");
  if (settings_in(next_, extension) != wanted) {
    throw base::Error("The settings of " + extension +
                      " were not changed: another file that app.toml includes sets them, too. "
                      "Change them by hand.");
  }
}

void SettingsChange::write() const { replace_app(file_, before_, text_); }

}  // namespace carboy::core::host
