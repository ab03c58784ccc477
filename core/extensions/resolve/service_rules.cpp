#include "core/extensions/resolve/service_rules.h"

#include <algorithm>

#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/extensions/resolve/report_words.h"

namespace carboy::core::extensions {
namespace {

// "carboy.Access 1.0".
std::string titled(const ProvidedService& service) {
  return service.id + " " + std::to_string(service.major) + "." + std::to_string(service.minor);
}

const ProvidedService* find_service(const std::vector<ProvidedService>& services,
                                    std::string_view id) {
  const auto found = std::find_if(services.begin(), services.end(),
                                  [&](const ProvidedService& one) { return one.id == id; });
  return found == services.end() ? nullptr : &*found;
}

// The line of app.toml that chooses a provider.
std::string choice_line(const std::string& id, const std::string& extension) {
  return "[app] provide = { \"" + id + "\" = \"" + extension + "\" }";
}

}  // namespace

std::vector<std::string> left_out(const Manifest& manifest, const ServiceChoices& choices) {
  std::vector<std::string> names;
  for (const ProvidedService& one : manifest.provides) {
    const auto choice = choices.find(one.id);
    if (choice != choices.end() && choice->second != manifest.name) names.push_back(one.id);
  }
  return names;
}

void ServiceRules::check(const Report& report) const {
  check_choices(report);
  check_duplicates(report);
  check_mixed(report);
  check_uses(report);
}

bool ServiceRules::is_chosen(const Manifest& manifest, const std::string& id) const {
  const auto choice = choices_.find(id);
  return choice == choices_.end() || choice->second == manifest.name;
}

std::vector<const Manifest*> ServiceRules::providers_of(std::string_view id) const {
  std::vector<const Manifest*> all;
  for (const Manifest* one : active_) {
    if (find_service(one->provides, id) != nullptr) all.push_back(one);
  }
  return all;
}

const Manifest* ServiceRules::provider_of(const ProvidedService& service) const {
  for (const Manifest* one : providers_of(service.id)) {
    const bool is_of_major = find_service(one->provides, service.id)->major == service.major;
    if (is_of_major && is_chosen(*one, service.id)) return one;
  }
  return nullptr;
}

void ServiceRules::check_duplicates(const Report& report) const {
  std::map<std::pair<std::string, std::uint32_t>, std::vector<const Manifest*>> providers;
  for (const Manifest* one : active_) {
    for (const ProvidedService& service : one->provides) {
      if (is_chosen(*one, service.id)) providers[{service.id, service.major}].push_back(one);
    }
  }
  for (const auto& [service, who] : providers) {
    if (who.size() < 2) continue;
    std::vector<std::string> names, remedies{choice_line(service.first, who[0]->name)};
    for (const Manifest* one : who) {
      names.push_back(versioned(*one));
      remedies.push_back(disable_command({one}));
    }
    report({Problem::Kind::duplicate, who[0]->name,
            enumerated(names) + (who.size() == 2 ? " both" : " all") + " provide the service " +
                service.first + "; one service has one provider.",
            base::joined(remedies, kOr)});
  }
}

void ServiceRules::check_mixed(const Report& report) const {
  for (const Manifest* one : active_) {
    for (const ProvidedService& service : one->contributes) {
      for (const Manifest* other : providers_of(service.id)) {
        report({Problem::Kind::mixed, one->name,
                versioned(*one) + " contributes to the service " + service.id + ", which " +
                    versioned(*other) +
                    " provides as its only provider; a service has either one provider or many.",
                disable_command({one}) + kOr + disable_command({other})});
      }
    }
  }
}

void ServiceRules::check_uses(const Report& report) const {
  for (const Manifest* one : active_) {
    for (const ProvidedService& use : one->uses) {
      const Manifest* const provider = provider_of(use);
      if (provider == nullptr) {
        report(unprovided(*one, use));
      } else if (find_service(provider->provides, use.id)->minor < use.minor) {
        report(in_another_version(*one, use, *provider));
      }
    }
  }
}

Problem ServiceRules::in_another_version(const Manifest& user, const ProvidedService& use,
                                         const Manifest& provider) const {
  return {
      Problem::Kind::unprovided, user.name,
      versioned(user) + " uses the service " + titled(use) + "; " + versioned(provider) +
          " provides " + titled(*find_service(provider.provides, use.id)) + ".",
      "carboy ext install another version of " + provider.name + kOr + disable_command({&user})};
}

Problem ServiceRules::unprovided(const Manifest& user, const ProvidedService& use) const {
  const auto enabled = providers_of(use.id);
  if (!enabled.empty()) return in_another_version(user, use, *enabled.front());
  const std::string begin = versioned(user) + " uses the service " + titled(use) + ", which no ";
  std::vector<std::string> ids;
  for (const auto& [name, one] : available_) {
    if (!one->usable() || one->manifest == nullptr) continue;
    for (const ProvidedService& service : one->manifest->provides) ids.push_back(service.id);
    const ProvidedService* const offer = find_service(one->manifest->provides, use.id);
    if (offer == nullptr || offer->major != use.major || offer->minor < use.minor) continue;
    return {Problem::Kind::unprovided, user.name,
            begin + "enabled extension provides; " + versioned(*one->manifest) + " (" + one->path +
                ") does.",
            "carboy ext enable " + name + kOr + disable_command({&user})};
  }
  return {Problem::Kind::unprovided, user.name,
          begin + "installed extension provides." + base::did_you_mean(use.id, ids),
          "carboy ext install an extension that provides " + titled(use) + kOr +
              disable_command({&user})};
}

void ServiceRules::check_choices(const Report& report) const {
  for (const auto& [id, name] : choices_) {
    const auto wanted = std::find_if(active_.begin(), active_.end(),
                                     [&name = name](const Manifest* m) { return m->name == name; });
    const bool is_enabled = wanted != active_.end();
    if (is_enabled && find_service((*wanted)->provides, id) != nullptr) continue;
    std::vector<std::string> others, ids;
    for (const Manifest* one : providers_of(id)) others.push_back(one->name);
    for (const Manifest* one : active_) {
      for (const ProvidedService& service : one->provides) ids.push_back(service.id);
    }
    std::string why = is_enabled ? ", which does not provide it." : ", which is not enabled.";
    why += others.empty() ? base::did_you_mean(id, ids) : base::did_you_mean(name, others);
    report({Problem::Kind::choice, name,
            "[app] provide chooses " + name + " for the service " + id + why,
            others.empty() ? "Remove \"" + id + "\" from [app] provide."
                           : choice_line(id, others.front())});
  }
}

}  // namespace carboy::core::extensions
