#include "core/extensions/resolve/resolver.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/extensions/resolve/dependency_graph.h"
#include "core/extensions/resolve/report_words.h"
#include "core/extensions/resolve/service_rules.h"

namespace carboy::core::extensions {
namespace {

using Kind = Problem::Kind;

using base::joined;

// An extension that needs another one, and the versions that it accepts.
struct Demand {
  const Manifest* by;
  const VersionRange* range;
};

// "two".
std::string number_word(std::size_t number) {
  constexpr const char* kWords[] = {"none", "one", "two", "three", "four", "five", "six"};
  return number < std::size(kWords) ? kWords[number] : std::to_string(number);
}

// "admin 1.4.0 and shop 2.0.0 need sql >=1.2": one clause for each range.
std::string demands_text(const std::string& name, const std::vector<Demand>& demands) {
  std::vector<std::string> ranges;
  std::map<std::string, std::vector<std::string>> who;
  for (const Demand& one : demands) {
    const std::string& range = one.range->to_string();
    if (!who.contains(range)) ranges.push_back(range);
    who[range].push_back(versioned(*one.by));
  }
  std::vector<std::string> sentences;
  for (const std::string& range : ranges) {
    const bool single = who[range].size() == 1;
    sentences.push_back(enumerated(who[range]) + (single ? " needs " : " need ") + name +
                        (range == "*" ? "" : " " + range));
  }
  return joined(sentences, ", ");
}

// The command that installs a version which meets all demands, if such a version can be named.
std::string install_command(const std::string& name, const std::vector<Demand>& demands) {
  std::optional<Version> lowest;
  std::vector<std::string> ranges;
  for (const Demand& one : demands) {
    lowest = std::max(lowest, one.range->lowest());
    const std::string& range = one.range->to_string();
    if (std::find(ranges.begin(), ranges.end(), range) == ranges.end()) ranges.push_back(range);
  }
  const bool suits = lowest && std::all_of(demands.begin(), demands.end(), [&](const Demand& one) {
                       return one.range->contains(*lowest);
                     });
  if (suits) return "carboy ext install " + name + "-" + lowest->to_string() + ".so";
  if (ranges == std::vector<std::string>{"*"}) return "carboy ext install " + name + ".so";
  return "carboy ext install a " + name + " that is " + joined(ranges, " and ");
}

std::string disable_demanding(const std::vector<Demand>& demands) {
  std::vector<const Manifest*> who;
  for (const Demand& one : demands) who.push_back(one.by);
  return disable_command(who);
}

// "; both name X as contact", "; mail names X and tasks names Y as contact", or nothing.
std::string contacts(const std::vector<const Manifest*>& members) {
  std::set<std::string> different;
  std::vector<std::string> each;
  for (const Manifest* one : members) {
    if (one->contact.empty()) continue;
    different.insert(one->contact);
    each.push_back(one->name + " names " + one->contact);
  }
  if (each.empty()) return "";
  if (different.size() > 1 || each.size() < members.size()) {
    return "; " + enumerated(each) + " as contact";
  }
  return std::string(each.size() == 2 ? "; both" : "; all") + " name " + *different.begin() +
         " as contact";
}

bool is_in(const VersionRange& range, const Version& host) {
  if (range.contains(host)) return true;
  Version release = host;
  release.prerelease.clear();
  return !host.prerelease.empty() && range.contains(release);
}

class Resolver {
 public:
  Resolver(std::span<const std::string> enabled, std::span<const InstalledExtension> available,
           const Version& sdk, const ServiceChoices& choices)
      : sdk_(sdk), choices_(choices) {
    for (const InstalledExtension& one : available) available_.try_emplace(one.name, &one);
    for (const std::string& name : enabled) {
      if (index_.try_emplace(name, names_.size()).second) names_.push_back(name);
    }
  }

  Resolution resolve() {
    check_presence();
    for (const std::string& name : names_) check_sdk(name);
    check_requirements();
    check_conflicts();
    service_rules().check([this](Problem problem) { problems_.push_back(std::move(problem)); });
    check_cycles();
    Resolution resolution{{}, std::move(problems_)};
    if (!resolution.ok()) return resolution;
    for (const std::size_t i : dependency_graph::order(needs()))
      resolution.order.push_back(names_[i]);
    return resolution;
  }

 private:
  const InstalledExtension* find(const std::string& name) const {
    const auto found = available_.find(name);
    return found == available_.end() ? nullptr : found->second;
  }
  bool is_enabled(const std::string& name) const { return index_.contains(name); }
  // The manifest of an enabled extension whose file can be used.
  const Manifest* active(const std::string& name) const {
    const InstalledExtension* one = is_enabled(name) ? find(name) : nullptr;
    return one != nullptr && one->usable() ? one->manifest.get() : nullptr;
  }
  std::vector<const Manifest*> all_active() const {
    std::vector<const Manifest*> all;
    for (const std::string& name : names_) {
      if (const Manifest* one = active(name)) all.push_back(one);
    }
    return all;
  }

  void add(Kind kind, const std::string& extension, std::string text, std::string remedy) {
    problems_.push_back({kind, extension, std::move(text), std::move(remedy)});
  }

  // "" or " admin 1.4.0 and shop 2.0.0 need it."
  std::string needed_by(const std::string& name) const {
    std::vector<std::string> who;
    for (const Manifest* one : all_active()) {
      const auto asks = [&](const Requirement& requirement) { return requirement.name == name; };
      if (std::any_of(one->requirements.begin(), one->requirements.end(), asks)) {
        who.push_back(versioned(*one));
      }
    }
    if (who.empty()) return "";
    return " " + enumerated(who) + (who.size() == 1 ? " needs it." : " need it.");
  }

  void check_presence() {
    for (const std::string& name : names_) {
      const InstalledExtension* one = find(name);
      if (one == nullptr) {
        std::vector<std::string> others;
        for (const auto& [other, file] : available_) others.push_back(other);
        add(Kind::missing, name,
            name + " is enabled, but it is not installed." +
                (name.size() > 64 ? "" : base::did_you_mean(name, others)) + needed_by(name),
            "carboy ext install " + name + ".so" + kOr + "carboy ext disable " + name);
      } else if (!one->usable()) {
        add(Kind::refused, name, one->refusal + needed_by(name), "carboy ext disable " + name);
      }
    }
  }

  void check_sdk(const std::string& name) {
    const Manifest* one = active(name);
    if (one == nullptr) return;
    const std::string host = "; this host has " + sdk_.to_string() + ".";
    const auto lowest = one->sdk.lowest();
    const bool host_is_old = lowest && *lowest > sdk_;
    const std::string upgrade = "upgrade Carboy to ";
    const std::string away = kOr + ("carboy ext disable " + name);
    if (!is_in(one->sdk, sdk_)) {
      add(Kind::sdk, name, versioned(*one) + " needs SDK " + one->sdk.to_string() + host,
          (host_is_old ? upgrade + lowest->to_string() + " or later"
                       : "carboy ext install a later version of " + name) +
              away);
      return;
    }
    const auto& built = find(name)->built_with;
    if (!built || (built->major == sdk_.major && built->minor <= sdk_.minor)) return;
    add(Kind::sdk, name, versioned(*one) + " is built with SDK " + built->to_string() + host,
        (*built > sdk_ ? upgrade + built->to_string() + " or later"
                       : "build " + name + " with this host's SDK") +
            away);
  }

  void check_requirements() {
    std::vector<std::string> order;
    std::map<std::string, std::vector<Demand>> demands;
    for (const Manifest* one : all_active()) {
      for (const Requirement& requirement : one->requirements) {
        if (!demands.contains(requirement.name)) order.push_back(requirement.name);
        demands[requirement.name].push_back({one, &requirement.range});
      }
    }
    for (const std::string& name : order) check_requirement(name, demands[name]);
    for (const Manifest* one : all_active()) {
      for (const Requirement& requirement : one->optional) check_optional(*one, requirement);
    }
  }

  void check_requirement(const std::string& name, const std::vector<Demand>& demands) {
    const InstalledExtension* there = find(name);
    if (is_enabled(name) && (there == nullptr || !there->usable())) return;
    if (there == nullptr || !there->usable()) {
      const std::string state = there == nullptr ? "it is not installed." : there->refusal;
      return add(Kind::missing, demands[0].by->name, demands_text(name, demands) + "; " + state,
                 install_command(name, demands) + " && carboy ext enable " + name + kOr +
                     disable_demanding(demands));
    }
    std::vector<Demand> unmet;
    for (const Demand& one : demands) {
      if (!one.range->contains(there->manifest->version)) unmet.push_back(one);
    }
    const std::string installed = versioned(*there->manifest) + " (" + there->path + ")";
    if (!is_enabled(name) && unmet.empty()) {
      add(Kind::disabled, demands[0].by->name,
          demands_text(name, demands) + "; " + installed + " is installed, but not enabled.",
          "carboy ext enable " + name + kOr + disable_demanding(demands));
    } else if (!is_enabled(name)) {
      add(Kind::wrong_version, unmet[0].by->name,
          demands_text(name, unmet) + "; installed is " + installed +
              ", which is not enabled either.",
          install_command(name, demands) + " && carboy ext enable " + name + kOr +
              disable_demanding(demands));
    } else if (!unmet.empty()) {
      add(Kind::wrong_version, unmet[0].by->name,
          demands_text(name, unmet) + "; installed is " + installed + ".",
          install_command(name, demands) + kOr + disable_demanding(unmet));
    }
  }

  void check_optional(const Manifest& who, const Requirement& wish) {
    const Manifest* there = active(wish.name);
    if (there == nullptr || wish.range.contains(there->version)) return;
    const std::vector<Demand> demand{{&who, &wish.range}};
    add(Kind::wrong_version, who.name,
        versioned(who) + " can use " + wish.name + ", but only " + wish.range.to_string() +
            "; installed is " + versioned(*there) + " (" + find(wish.name)->path + ").",
        install_command(wish.name, demand) + kOr + disable_command({there}) + kOr +
            disable_command({&who}));
  }

  void check_conflicts() {
    std::set<std::pair<std::string, std::string>> reported;
    for (const Manifest* one : all_active()) {
      for (const Requirement& enemy : one->conflicts) {
        const Manifest* other = active(enemy.name);
        if (other == nullptr || !enemy.range.contains(other->version)) continue;
        if (!reported.insert(std::minmax(one->name, other->name)).second) continue;
        const std::string range = enemy.range.to_string();
        add(Kind::conflict, one->name,
            versioned(*one) + " conflicts with " + enemy.name + (range == "*" ? "" : " " + range) +
                "; enabled is " + versioned(*other) + " (" + find(enemy.name)->path + ").",
            disable_command({one}) + kOr + disable_command({other}));
      }
    }
  }

  ServiceRules service_rules() const { return {all_active(), choices_, available_}; }

  dependency_graph::Needs needs() const {
    const ServiceRules services = service_rules();
    dependency_graph::Needs all(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Manifest* one = active(names_[i]);
      if (one == nullptr) continue;
      for (const auto* list : {&one->requirements, &one->optional}) {
        for (const Requirement& requirement : *list) {
          const auto found = index_.find(requirement.name);
          if (found != index_.end()) all[i].push_back(found->second);
        }
      }
      for (const ProvidedService& use : one->uses) {
        const Manifest* provider = services.provider_of(use);
        if (provider != nullptr) all[i].push_back(index_.at(provider->name));
      }
    }
    return all;
  }

  void check_cycles() {
    for (const auto& cycle : dependency_graph::cycles(needs())) {
      std::vector<std::string> titles, way;
      std::vector<const Manifest*> members;
      for (const std::size_t i : cycle) {
        members.push_back(active(names_[i]));
        titles.push_back(versioned(*members.back()));
        way.push_back(names_[i]);
      }
      way.push_back(way.front());
      add(Kind::cycle, way.front(),
          enumerated(titles) + " need each other (" + joined(way, " -> ") + ").",
          "One of the " + number_word(titles.size()) + " must drop its requirement" +
              contacts(members) + ".");
    }
  }

  const Version& sdk_;
  const ServiceChoices& choices_;
  std::map<std::string, const InstalledExtension*> available_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> index_;
  std::vector<Problem> problems_;
};

}  // namespace

Resolution resolve(std::span<const std::string> enabled,
                   std::span<const InstalledExtension> available, const Version& sdk,
                   const ServiceChoices& choices) {
  return Resolver(enabled, available, sdk, choices).resolve();
}

std::string Resolution::report(const std::string& outcome) const {
  std::string text = outcome + ": " + std::to_string(problems.size()) +
                     (problems.size() == 1 ? " requirement is" : " requirements are") +
                     " not met.\n\n";
  for (const Problem& one : problems) {
    text += "  ";
    for (const char c : one.text) text += c == '\n' ? std::string("\n    ") : std::string(1, c);
    text += "\n      " + one.remedy + "\n";
  }
  return visible(text);
}

}  // namespace carboy::core::extensions
