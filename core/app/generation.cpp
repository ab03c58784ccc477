#include "core/app/generation.h"

#include <algorithm>
#include <map>

#include "core/app/wrap/route_wrappers.h"
#include "core/base/error.h"
#include "core/base/words.h"

namespace carboy::core::app {
namespace {

std::string title(const Owner& owner) { return owner.name() + " " + owner.version(); }

std::string methods_of(const RouteEntry& route) {
  return route.methods.empty() ? "all methods" : base::joined(route.methods);
}

// Collects all mistakes, so that one error reports them together.
class Mistakes {
 public:
  void add(const Owner& owner, const std::string& text) { add(title(owner) + ": " + text); }
  void add(const std::string& text) { text_ += (text_.empty() ? "" : "\n") + text; }
  void throw_if_any() const {
    if (!text_.empty()) throw base::Error(text_);
  }

 private:
  std::string text_;
};

template <class T>
void add_hooks(Owner& owner, const std::vector<std::unique_ptr<T>>& hooks,
               std::vector<Owned<T>>& to) {
  for (const auto& hook : hooks) to.emplace_back(&owner, hook.get());
}

template <class T>
bool never_block(const std::vector<std::unique_ptr<T>>& hooks) {
  return std::all_of(hooks.begin(), hooks.end(),
                     [](const auto& hook) { return hook->nonblocking; });
}

template <class Key>
bool never_block(const std::vector<std::pair<Key, std::unique_ptr<ErrorHandler>>>& handlers) {
  return std::all_of(handlers.begin(), handlers.end(),
                     [](const auto& handler) { return handler.second->nonblocking; });
}

bool never_blocks(const BlueprintEntry& entry) {
  return never_block(entry.url_values) && never_block(entry.before) && never_block(entry.after) &&
         never_block(entry.teardown) && never_block(entry.errors_by_code) &&
         never_block(entry.errors_by_id);
}

template <class T>
bool is_cacheable(const std::vector<std::unique_ptr<T>>& hooks) {
  return std::all_of(hooks.begin(), hooks.end(), [](const auto& hook) { return hook->cacheable; });
}

bool is_cacheable(const BlueprintEntry& entry) {
  return is_cacheable(entry.url_values) && is_cacheable(entry.before) &&
         is_cacheable(entry.after) && is_cacheable(entry.teardown);
}

void add_level(CompiledBlueprint& compiled, Owner& owner, const BlueprintEntry& entry) {
  add_hooks(owner, entry.url_values, compiled.url_values);
  add_hooks(owner, entry.before, compiled.before);
  add_hooks(owner, entry.after, compiled.after);
  add_hooks(owner, entry.teardown, compiled.teardown);
  add_hooks(owner, entry.url_defaults, compiled.url_defaults);
  compiled.never_blocks = compiled.never_blocks && never_blocks(entry);
  compiled.is_cacheable = compiled.is_cacheable && is_cacheable(entry);
}

// The latest handler comes first, because it takes precedence.
void add_handlers(CompiledBlueprint::ErrorLevel& level, Owner& owner, const BlueprintEntry& entry) {
  for (const auto& [code, handler] : entry.errors_by_code) {
    level.by_code.insert(level.by_code.begin(), {code, {&owner, handler.get()}});
  }
  for (const auto& [id, handler] : entry.errors_by_id) {
    level.by_id.insert(level.by_id.begin(), {id, {&owner, handler.get()}});
  }
}

}  // namespace

class Generation::Maker {
 public:
  Maker(Generation& made, std::span<const Contribution* const> contributions,
        const GenerationOptions& options)
      : made_(made),
        contributions_(contributions),
        options_(options),
        tables_(options.routing),
        wrappers_(options, contributions) {}

  void make() {
    compile_app_level();
    for (const Contribution* contribution : contributions_) compile_blueprints(*contribution);
    // Blueprints are built from the outside in; lists that run from the inside out are reversed.
    for (CompiledBlueprint& blueprint : made_.blueprints_) {
      std::reverse(blueprint.after.begin(), blueprint.after.end());
      std::reverse(blueprint.teardown.begin(), blueprint.teardown.end());
    }
    std::reverse(made_.teardown_app_.begin(), made_.teardown_app_.end());
    for (const Contribution* contribution : contributions_) add_converters(*contribution);
    for (std::size_t i = 0; i < contributions_.size(); ++i) add_routes(i);
    add_fallbacks();
    for (const std::string& mistake : wrappers_.mistakes()) mistakes_.add(mistake);
    mistakes_.throw_if_any();
    made_.notes_ = wrappers_.notes();
    made_.rules_ = tables_.compile(options_.server_name);
  }

 private:
  // The app's level combines that of all extensions; every blueprint starts as a copy of it.
  void compile_app_level() {
    CompiledBlueprint& app = made_.blueprints_.emplace_back();
    CompiledBlueprint::ErrorLevel& errors = made_.levels_.emplace_back();
    for (const Contribution* contribution : contributions_) {
      Owner& owner = contribution->owner;
      add_level(app, owner, contribution->blueprints.front());
      add_handlers(errors, owner, contribution->blueprints.front());
      add_hooks(owner, contribution->teardown_app, made_.teardown_app_);
      app.never_blocks = app.never_blocks && never_block(contribution->teardown_app);
      app.is_cacheable = app.is_cacheable && is_cacheable(contribution->teardown_app);
    }
    const bool handles = !errors.by_code.empty() || !errors.by_id.empty();
    if (handles) app.errors.push_back(&errors);
  }

  void compile_blueprints(const Contribution& contribution) {
    auto& compiled = by_contribution_.emplace_back();
    compiled.push_back(&made_.blueprints_.front());
    for (std::size_t i = 1; i < contribution.blueprints.size(); ++i) {
      const BlueprintEntry& entry = contribution.blueprints[i];
      CompiledBlueprint& blueprint = made_.blueprints_.emplace_back(*compiled[entry.parent]);
      blueprint.name = entry.name;
      add_level(blueprint, contribution.owner, entry);
      CompiledBlueprint::ErrorLevel& errors = made_.levels_.emplace_back();
      add_handlers(errors, contribution.owner, entry);
      blueprint.errors.insert(blueprint.errors.begin(), &errors);
      made_.by_name_.emplace(entry.name, &blueprint);
      compiled.push_back(&blueprint);
    }
  }

  void add_converters(const Contribution& contribution) {
    for (const ConverterEntry& entry : contribution.converters) {
      const auto [known, is_new] = converters_.try_emplace(entry.name, &contribution.owner);
      if (!is_new) {
        mistakes_.add(contribution.owner, "the converter \"" + entry.name + "\" is " +
                                              title(*known->second) +
                                              "'s already. Give one of them another name.");
        continue;
      }
      try {
        tables_.add_converter(entry);
      } catch (const base::Error& error) {
        mistakes_.add(contribution.owner, error.what());
      }
    }
  }

  void add_routes(std::size_t number) {
    const Contribution& contribution = *contributions_[number];
    for (const RouteEntry& entry : contribution.routes) {
      add_compiled(entry, entry.view.get(), contribution.owner,
                   *by_contribution_[number][entry.blueprint]);
      std::vector<const routing::Rule*> rules;
      add_rule(entry, entry, rules);
      for (const RuleEntry& other : entry.others) add_rule(entry, other, rules);
      check_endpoint(entry);
      wrap(rules);
    }
  }

  void add_compiled(const RouteEntry& entry, View* view, Owner& owner,
                    const CompiledBlueprint& blueprint) {
    CompiledRoute& route = made_.routes_.emplace_back();
    route.entry = &entry;
    route.view = view;
    route.owner = &owner;
    route.owner_serial = owner.serial();
    route.blueprint = &blueprint;
  }

  void add_rule(const RouteEntry& route, const RuleEntry& rule,
                std::vector<const routing::Rule*>& rules) {
    const std::size_t number = made_.routes_.size() - 1;
    const Owner& owner = *made_.routes_[number].owner;
    try {
      const auto twin = tables_.add(route, rule, number);
      rules.push_back(tables_.added());
      if (twin && *twin != number) {
        mistakes_.add(owner, "the rule " + rule.rule + " (" + methods_of(route) +
                                 ") is registered twice, first by " +
                                 title(*made_.routes_[*twin].owner) +
                                 ". Give one of them another rule or a prefix.");
      }
    } catch (const base::Error& error) {
      mistakes_.add(owner, error.what());
    }
    if (rule.subdomain && !rule.host && options_.server_name.empty()) {
      mistakes_.add(owner, "the rule " + rule.rule + " is for the subdomain \"" + *rule.subdomain +
                               "\", and the app has no server_name. Set it in [app] of "
                               "app.toml.");
    }
  }

  void check_endpoint(const RouteEntry& entry) {
    if (entry.endpoint.empty() || entry.view == nullptr) return;
    const Owner& owner = *made_.routes_.back().owner;
    const auto [known, is_new] =
        endpoints_.try_emplace(entry.endpoint, std::pair(&owner, entry.rule));
    if (is_new || known->second.second == entry.rule) return;
    mistakes_.add(owner, "the endpoint \"" + entry.endpoint + "\" is the name of two routes, " +
                             known->second.second + " of " + title(*known->second.first) + " and " +
                             entry.rule + ". Put one of them into a blueprint, or rename it.");
  }

  void wrap(std::span<const routing::Rule* const> rules) {
    CompiledRoute& route = made_.routes_.back();
    wrappers_.wrap(route, rules,
                   [&](const std::string& mistake) { mistakes_.add(*route.owner, mistake); });
  }

  struct Fallback {
    std::size_t contribution, blueprint;
  };
  void add_fallbacks() {
    std::vector<Fallback> found;
    for (std::size_t c = 0; c < contributions_.size(); ++c) {
      const auto& blueprints = contributions_[c]->blueprints;
      for (std::size_t b = 0; b < blueprints.size(); ++b) {
        if (blueprints[b].fallback != nullptr) found.push_back({c, b});
      }
    }
    made_.fallbacks_.reserve(found.size());  // the routes point to its elements
    for (const Fallback& fallback : found) add_fallback(fallback);
  }

  void add_fallback(const Fallback& fallback) {
    const Contribution& contribution = *contributions_[fallback.contribution];
    const BlueprintEntry& blueprint = contribution.blueprints[fallback.blueprint];
    RouteEntry& entry = made_.fallbacks_.emplace_back();
    entry.rule = blueprint.prefix;
    entry.host = blueprint.host;
    entry.subdomain = blueprint.subdomain;
    entry.blueprint = fallback.blueprint;
    const std::size_t number = made_.routes_.size();
    add_compiled(entry, blueprint.fallback.get(), contribution.owner,
                 *by_contribution_[fallback.contribution][fallback.blueprint]);
    const auto [known, is_new] = fallback_owners_.try_emplace(
        entry.host.value_or("") + "|" + entry.subdomain.value_or("") + "|" + entry.rule,
        &contribution.owner);
    if (!is_new) {
      mistakes_.add(contribution.owner,
                    "the fallback of " + (entry.rule.empty() ? "/" : entry.rule) +
                        " is registered twice, first by " + title(*known->second) + ".");
      return;
    }
    try {
      wrap(tables_.add_fallback(entry, number));
    } catch (const base::Error& error) {
      mistakes_.add(contribution.owner, error.what());
    }
  }

  Generation& made_;
  std::span<const Contribution* const> contributions_;
  const GenerationOptions& options_;
  RuleTablesMaker tables_;
  RouteWrappers wrappers_;
  Mistakes mistakes_;
  std::vector<std::vector<const CompiledBlueprint*>> by_contribution_;
  std::map<std::string, const Owner*> converters_;
  std::map<std::string, std::pair<const Owner*, std::string>> endpoints_;
  std::map<std::string, const Owner*> fallback_owners_;
};

Generation::Generation(std::uint64_t number, std::span<const Contribution* const> contributions,
                       const GenerationOptions& options)
    : number_(number),
      providers_(std::make_shared<const ProviderLists>(number, contributions, options.listed)) {
  Maker(*this, contributions, options).make();
}

const CompiledBlueprint& Generation::blueprint_of(std::string_view endpoint) const noexcept {
  const std::size_t dot = endpoint.rfind('.');
  if (dot == std::string_view::npos) return app_level();
  const auto found = by_name_.find(endpoint.substr(0, dot));
  return found == by_name_.end() ? app_level() : *found->second;
}

}  // namespace carboy::core::app
