#include "core/host/list_change.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"
#include "core/host/extension_list.h"

namespace carboy::core::host {
namespace {

constexpr const char* kListUnchanged = "app.toml was not changed.";

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_requirements(const std::string& name, const std::vector<std::string>& enabled,
                      const Availables& available, std::vector<std::string>& found) {
  const auto* const one = extensions::find_available(available, name);
  if (one == nullptr || one->manifest == nullptr) return;
  for (const auto& need : one->manifest->requirements) {
    if (is_in(enabled, need.name) || is_in(found, need.name)) continue;
    const auto* const there = extensions::find_available(available, need.name);
    if (there == nullptr || !there->usable()) continue;  // the resolver reports it
    add_requirements(need.name, enabled, available, found);
    if (!is_in(found, need.name)) found.push_back(need.name);
  }
}

void add_dependants(const std::string& name, const std::vector<std::string>& enabled,
                    const Availables& available, std::vector<std::string>& found) {
  for (const std::string& other : enabled) {
    const auto* const one = extensions::find_available(available, other);
    if (one == nullptr || one->manifest == nullptr || is_in(found, other)) continue;
    const auto& needs = one->manifest->requirements;
    if (std::none_of(needs.begin(), needs.end(),
                     [&](const auto& need) { return need.name == name; })) {
      continue;
    }
    add_dependants(other, enabled, available, found);
    if (!is_in(found, other)) found.push_back(other);
  }
}

}  // namespace

std::vector<std::string> missing_requirements(const std::string& name,
                                              const std::vector<std::string>& enabled,
                                              const Availables& available) {
  std::vector<std::string> found;
  add_requirements(name, enabled, available, found);
  std::erase(found, name);
  return found;
}

std::vector<std::string> dependants_of(const std::string& name,
                                       const std::vector<std::string>& enabled,
                                       const Availables& available) {
  std::vector<std::string> found;
  add_dependants(name, enabled, available, found);
  std::erase(found, name);
  return found;
}

ListChange::ListChange(const std::filesystem::path& folder)
    : file_(folder / "app.toml"), lock_(folder), available_(finder_for(folder).all()) {
  AppText app = read_app(file_);
  before_ = app.text;
  text_ = std::move(app.text);
  app_ = std::move(app.config.name);
  enabled_ = std::move(app.config.extensions);
  choices_ = std::move(app.config.provide);
}

void ListChange::check(const std::vector<std::string>& next) const {
  check_fit({enabled_, available_, choices_}, {next, available_, choices_}, kListUnchanged);
}

void ListChange::enable(const std::vector<std::string>& names) {
  std::vector<std::string> next = enabled_;
  for (const std::string& name : names) {
    if (is_in(next, name)) continue;
    const auto* const found = extensions::find_available(available_, name);
    if (found == nullptr) {
      throw base::Error("There is no extension \"" + name + "\"." +
                        base::did_you_mean(name, extensions::names_of(available_)) +
                        "\n`carboy ext list --available` shows what can be enabled.");
    }
    if (!found->usable()) throw base::Error(found->refusal);
    next.push_back(name);
  }
  check(next);
  for (const std::string& name : next) {
    if (!is_in(enabled_, name)) text_ = with_extension(text_, name);
  }
  enabled_ = std::move(next);
}

void ListChange::disable(const std::vector<std::string>& names) {
  std::vector<std::string> next = enabled_;
  for (const std::string& name : names) std::erase(next, name);
  check(next);
  for (const std::string& name : enabled_) {
    if (!is_in(next, name)) text_ = without_extension(text_, name);
  }
  enabled_ = std::move(next);
}

void ListChange::write() const { replace_app(file_, before_, text_); }

}  // namespace carboy::core::host
