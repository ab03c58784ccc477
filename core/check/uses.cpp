#include "core/check/uses.h"

#include <algorithm>

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;

bool names(const std::vector<extensions::Requirement>& list, const std::string& name) {
  return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
}

// "/guestbook" covers itself and everything below it; "/" covers everything.
bool rule_is_below(const std::string& rule, std::string prefix) {
  while (prefix.ends_with('/')) prefix.pop_back();
  return rule.starts_with(prefix) && (rule.size() == prefix.size() || rule[prefix.size()] == '/');
}

}  // namespace

void Uses::begin(extensions::Registries& registries, std::size_t fail_at) {
  const std::lock_guard lock(mutex_);
  registries_ = &registries;
  fail_at_ = fail_at;
  count_ = 0;
}

std::size_t Uses::registrations() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool Uses::has_missing_setting() const {
  const std::lock_guard lock(mutex_);
  return !settings_.empty();
}

bool Uses::may_register() noexcept {
  const std::lock_guard lock(mutex_);
  return ++count_ != fail_at_;
}

std::string Uses::provider_of(const std::string& id, std::uint32_t major) const {
  const auto offer = registries_->services.service(id, major).current();
  return offer ? offer->owner : id.substr(0, id.find('.'));
}

void Uses::service_asked_for(std::string_view id, std::uint32_t major, bool required) noexcept {
  const std::lock_guard lock(mutex_);
  Asked& asked = services_[std::string(id)];
  asked.required = asked.required || required;
  asked.provider = provider_of(std::string(id), major);
}

void Uses::setting_not_found(std::string_view key) noexcept {
  // A setting in the schema that has no default and is not set is no mistake.
  if (manifest_.config.root().find(key) != nullptr) return;
  const std::lock_guard lock(mutex_);
  settings_.emplace(key);
}

bool Uses::is_declared(const std::string& id, const Asked& asked) const {
  if (asked.provider == manifest_.name || asked.provider == "carboy") return true;
  if (names(manifest_.requirements, asked.provider)) return true;
  const auto is_it = [&](const extensions::ProvidedService& one) { return one.id == id; };
  if (std::any_of(manifest_.uses.begin(), manifest_.uses.end(), is_it)) return true;
  if (asked.required) return false;
  // A look-up of what belongs to no extension orders nothing, so that it may point upwards.
  return id.starts_with("carboy.") || names(manifest_.optional, asked.provider);
}

std::vector<Finding> Uses::findings() const {
  const std::lock_guard lock(mutex_);
  std::vector<Finding> all;
  for (const auto& [id, asked] : services_) {
    if (is_declared(id, asked)) continue;
    const std::string list = asked.required ? "requires" : "optional";
    all.push_back({"declared", asked.required ? Severity::error : Severity::warning,
                   "uses the service " + id + " of " + asked.provider +
                       ", which its manifest does not declare" +
                       (asked.required ? ": it may start before its provider" : ""),
                   "Add \"" + list + "\": {\"" + asked.provider + "\": \"...\"}" +
                       (asked.required ? ", or \"uses\": {\"" + id + "\": \"...\"}," : "") +
                       " to extension.json.",
                   ""});
  }
  for (const std::string& key : settings_) {
    all.push_back({"settings", Severity::error,
                   "reads the setting \"" + key + "\", which its schema does not have",
                   "Add it to \"config\" in extension.json, with type, default and description.",
                   ""});
  }
  return all;
}

std::vector<Finding> permission_findings(const extensions::Manifest& manifest,
                                         const app::Contribution& contribution) {
  std::vector<Finding> all;
  std::vector<std::string> prefixes;
  for (const std::string& permission : manifest.permissions) {
    if (permission.starts_with("routes:")) prefixes.push_back(permission.substr(7));
  }
  const auto check = [&](const std::string& rule) {
    if (manifest.permissions.empty() || rule.empty()) return;
    if (std::any_of(prefixes.begin(), prefixes.end(),
                    [&](const std::string& prefix) { return rule_is_below(rule, prefix); })) {
      return;
    }
    all.push_back({"permissions", Severity::error,
                   "registers the route " + rule + ", which \"permissions\" does not cover",
                   "Add \"routes:" + rule.substr(0, rule.find('/', 1)) +
                       "\" to \"permissions\" in extension.json, or move the route.",
                   ""});
  };
  for (const app::RouteEntry& route : contribution.routes) {
    // The host's own route for the extension's static files.
    if (route.endpoint == manifest.name + ".static") continue;
    check(route.rule);
    for (const app::RuleEntry& other : route.others) check(other.rule);
  }
  for (const app::BlueprintEntry& blueprint : contribution.blueprints) {
    const std::string first = blueprint.name.substr(0, blueprint.name.find('.'));
    if (!names(manifest.requirements, first) && !names(manifest.optional, first)) continue;
    all.push_back({"names", Severity::warning,
                   "has a blueprint named " + first +
                       ", which is the name of an extension that it works with",
                   "Name it " + manifest.name + ", so that their endpoints do not collide.", ""});
  }
  return all;
}

}  // namespace carboy::core::check
