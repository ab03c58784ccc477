#include "core/host/service_check.h"

#include <algorithm>

#include "core/abi/pages_adapter.h"
#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/pages/page_policy.h"

namespace carboy::core::host {
namespace {

bool is_enabled(const config::AppConfig& config, const std::string& name) {
  return std::find(config.extensions.begin(), config.extensions.end(), name) !=
         config.extensions.end();
}

// A service or wrapper, and the extension whose manifest names it.
struct Provided {
  std::string id;
  std::string extension;
};

std::vector<Provided> provided_by(const Availables& available) {
  std::vector<Provided> all;
  for (const auto& one : available) {
    if (one.manifest == nullptr) continue;
    for (const auto& service : one.manifest->provides) all.push_back({service.id, one.name});
  }
  return all;
}

std::vector<Provided> provided_by_enabled(const config::AppConfig& config,
                                          const Availables& available) {
  std::vector<Provided> all = provided_by(available);
  std::erase_if(all, [&](const Provided& one) { return !is_enabled(config, one.extension); });
  return all;
}

// Extensions whose file cannot be read may provide anything.
bool knows_all(const config::AppConfig& config, const Availables& available) {
  return std::all_of(config.extensions.begin(), config.extensions.end(), [&](const auto& name) {
    const auto* const found = extensions::find_available(available, name);
    return found != nullptr && found->manifest != nullptr;
  });
}

config::Position position_of_value(const config::AppConfig& config, const std::string& name) {
  for (const config::ConfigValue& value : config.values) {
    if (value.name == name) return value.at;
  }
  return {};
}

void check_choice(const config::AppConfig& config, const std::vector<Provided>& provided,
                  const std::string& id, const std::string& name,
                  std::vector<config::ConfigMistake>& mistakes) {
  std::vector<std::string> providers, ids;
  for (const Provided& one : provided) {
    if (one.id == id) providers.push_back(one.extension);
    ids.push_back(one.id);
  }
  if (std::find(providers.begin(), providers.end(), name) != providers.end()) return;
  const bool enabled = is_enabled(config, name);
  std::string text = "[app] provide chooses " + name + " for the service " + id +
                     (enabled ? ", which does not provide it." : ", which is not enabled.");
  std::string suggestion = base::did_you_mean(name, providers);
  if (suggestion.empty() && !enabled) suggestion = base::did_you_mean(name, config.extensions);
  if (suggestion.empty() && providers.empty()) suggestion = base::did_you_mean_id(id, ids);
  const std::string remedy =
      providers.empty()
          ? "Remove \"" + id + "\" from [app] provide: no enabled extension provides it."
          : "Enabled extensions that provide it: " + base::joined(providers) + ".";
  mistakes.push_back({position_of_value(config, "app.provide." + id), text + suggestion, remedy});
}

}  // namespace

void check_services(const config::AppConfig& config, const Availables& available,
                    std::vector<config::ConfigMistake>& mistakes) {
  const std::vector<Provided> provided = provided_by_enabled(config, available);
  for (const auto& [id, name] : config.provide) {
    const auto* const found = extensions::find_available(available, name);
    if (is_enabled(config, name) && (found == nullptr || found->manifest == nullptr)) continue;
    check_choice(config, provided, id, name, mistakes);
  }
  for (std::size_t i = 0; i < config.kernel.wraps.size(); ++i) {
    const app::WrapRule& rule = config.kernel.wraps[i];
    if (rule.with != abi::PageWrapper::kId) continue;
    pages::PagePolicy unused;
    const std::string mistake = pages::parse_policy(rule.options, unused);
    if (mistake.empty()) continue;
    mistakes.push_back({config.wrap_positions[i].options,
                        "[[wrap]] options: the wrapper " + rule.with + " does not accept \"" +
                            rule.options + "\": " + mistake,
                        ""});
  }
}

std::vector<std::string> wrap_warnings(const config::AppConfig& config,
                                       const Availables& available) {
  if (!knows_all(config, available)) return {};
  const std::vector<Provided> installed = provided_by(available);
  std::vector<std::string> ids{std::string(abi::PageWrapper::kId)}, warnings;
  for (const Provided& one : provided_by_enabled(config, available)) ids.push_back(one.id);
  for (std::size_t i = 0; i < config.kernel.wraps.size(); ++i) {
    const std::string& id = config.kernel.wraps[i].with;
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    std::string text = config::place_of(config.wrap_positions[i].with, "app.toml") +
                       "   [[wrap]] with: no enabled extension provides the wrapper " + id +
                       ", so the routes in it answer 503.";
    const auto other = std::find_if(installed.begin(), installed.end(),
                                    [&](const Provided& one) { return one.id == id; });
    text += other == installed.end() ? base::did_you_mean_id(id, ids)
                                     : " To fix it: carboy ext enable " + other->extension;
    warnings.push_back(std::move(text));
  }
  return warnings;
}

}  // namespace carboy::core::host
