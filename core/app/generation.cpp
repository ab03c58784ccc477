#include "core/app/generation.h"

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/routing/map.h"

namespace carboy::core::app {
namespace {

std::string title(const Owner& owner) { return owner.name() + " " + owner.version(); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Everything that is wrong, to be told at once.
class Mistakes {
 public:
  void add(const Owner& owner, const std::string& text) {
    text_ += (text_.empty() ? "" : "\n") + title(owner) + ": " + text;
  }
  void throw_if_any() const {
    if (!text_.empty()) throw base::Error(text_);
  }

 private:
  std::string text_;
};

void add_level(CompiledBlueprint& compiled, const Contribution& contribution,
               const BlueprintEntry& entry) {
  Owner* const owner = &contribution.owner;
  for (const auto& hook : entry.before) compiled.before.emplace_back(owner, hook.get());
  for (const auto& hook : entry.after) compiled.after.emplace_back(owner, hook.get());
  for (const auto& hook : entry.teardown) compiled.teardown.emplace_back(owner, hook.get());
}

void add_handlers(CompiledBlueprint::ErrorLevel& level, const BlueprintEntry& entry) {
  for (const auto& [code, handler] : entry.errors_by_code)
    level.by_code.emplace_back(code, handler.get());
  for (const auto& [id, handler] : entry.errors_by_id) level.by_id.emplace_back(id, handler.get());
}

}  // namespace

Generation::Generation(std::uint64_t number, std::span<const Contribution* const> contributions,
                       const GenerationOptions& options)
    : number_(number) {
  compile_blueprints(contributions);
  add_routes(contributions, options);
}

void Generation::compile_blueprints(std::span<const Contribution* const> contributions) {
  // The app's own level is everyone's together; blueprints begin with it.
  CompiledBlueprint app;
  CompiledBlueprint::ErrorLevel& app_errors = levels_.emplace_back();
  for (const Contribution* contribution : contributions) {
    add_level(app, *contribution, contribution->blueprints.front());
    add_handlers(app_errors, contribution->blueprints.front());
  }
  const bool handles = !app_errors.by_code.empty() || !app_errors.by_id.empty();
  if (handles) app.errors.push_back(&app_errors);
  blueprints_.push_back(std::move(app));

  // Built from the outside in; what runs from the inside out is turned round at the end.
  for (const Contribution* contribution : contributions) {
    auto& compiled = by_contribution_.emplace_back();
    compiled.push_back(&blueprints_.front());
    for (std::size_t i = 1; i < contribution->blueprints.size(); ++i) {
      const BlueprintEntry& entry = contribution->blueprints[i];
      CompiledBlueprint blueprint = *compiled[entry.parent];
      blueprint.name = entry.name;
      add_level(blueprint, *contribution, entry);
      CompiledBlueprint::ErrorLevel& errors = levels_.emplace_back();
      add_handlers(errors, entry);
      blueprint.errors.insert(blueprint.errors.begin(), &errors);
      blueprints_.push_back(std::move(blueprint));
      compiled.push_back(&blueprints_.back());
    }
  }
  for (CompiledBlueprint& blueprint : blueprints_) {
    std::reverse(blueprint.after.begin(), blueprint.after.end());
    std::reverse(blueprint.teardown.begin(), blueprint.teardown.end());
  }
}

void Generation::add_routes(std::span<const Contribution* const> contributions,
                            const GenerationOptions& options) {
  Mistakes mistakes;
  routing::Map map(options.routing);
  std::map<std::string, std::pair<const Owner*, std::string>> endpoints;
  for (std::size_t c = 0; c < contributions.size(); ++c) {
    const Contribution& contribution = *contributions[c];
    for (const RouteEntry& entry : contribution.routes) {
      routing::RuleOptions rule;
      rule.rule = entry.rule;
      rule.endpoint = entry.endpoint;
      rule.methods = entry.methods;
      rule.target = routes_.size();
      routes_.push_back({&entry, &contribution.owner, contribution.owner.serial(),
                         by_contribution_[c][entry.blueprint]});
      try {
        const routing::Rule& added = map.add(std::move(rule));
        if (const routing::Rule* twin = map.earlier_twin(added)) {
          mistakes.add(contribution.owner, "the rule " + entry.rule + " (" + joined(entry.methods) +
                                               ") is registered twice, first by " +
                                               title(*routes_[twin->target()].owner) +
                                               ". Give one of them another rule or a prefix.");
        }
      } catch (const base::Error& error) {
        mistakes.add(contribution.owner, error.what());
      }
      if (!entry.endpoint.empty()) {
        const auto [known, is_new] =
            endpoints.try_emplace(entry.endpoint, &contribution.owner, entry.rule);
        if (!is_new && known->second.second != entry.rule) {
          mistakes.add(contribution.owner,
                       "the endpoint \"" + entry.endpoint + "\" is the name of two routes, " +
                           known->second.second + " of " + title(*known->second.first) + " and " +
                           entry.rule + ". Put one of them into a blueprint, or rename it.");
        }
      }
      for (const WrapperUse& use : entry.wrappers) {
        if (options.is_provided && options.is_provided(use)) continue;
        mistakes.add(contribution.owner,
                     "the route " + entry.rule + " is wrapped in " + use.service->name() +
                         ", which no enabled extension provides. Enable its provider, and name "
                         "it in \"requires\" of extension.json.");
      }
    }
  }
  mistakes.throw_if_any();
  table_ = map.compile();
}

}  // namespace carboy::core::app
