#include "core/app/wrap/route_wrappers.h"

#include <algorithm>

#include "core/base/suggest.h"
#include "core/base/words.h"

namespace carboy::core::app {
namespace {

std::string title_of(const WrapRule& rule) {
  return "[[wrap]] rule = \"" + rule.rule + "\" (" + rule.place + ")";
}

// "the wrapper carboy.Page does not accept the options "5 mn" of the route /news".
std::string refusal_of(std::string_view wrapper, std::string_view options,
                       const std::string& routes) {
  return "the wrapper " + std::string(wrapper) + " does not accept the options \"" +
         std::string(options) + "\" of " + routes;
}

// Requests reach a view by these only: the others build URLs or redirect.
bool reaches_view(const routing::Rule& rule) {
  return !rule.build_only() && !rule.alias() && !rule.redirect_to();
}

routing::Cover cover_of(const routing::PathPattern& pattern,
                        std::span<const routing::Rule* const> rules) {
  std::size_t inside = 0, outside = 0, all = 0;
  for (const routing::Rule* rule : rules) {
    if (!reaches_view(*rule)) continue;
    const routing::Cover cover = pattern.cover_of(*rule);
    ++all;
    if (cover == routing::Cover::inside) ++inside;
    if (cover == routing::Cover::outside) ++outside;
  }
  if (outside == all) return routing::Cover::outside;
  return inside == all ? routing::Cover::inside : routing::Cover::partly;
}

// Several policies apply together: the shorter times count, and all tags and cookies.
void join(pages::PagePolicy& policy, const pages::PagePolicy& more) {
  policy.age = std::min(policy.age, more.age);
  policy.browser_age = std::min(policy.browser_age, more.browser_age);
  policy.tags.insert(policy.tags.end(), more.tags.begin(), more.tags.end());
  policy.vary_cookies.insert(policy.vary_cookies.end(), more.vary_cookies.begin(),
                             more.vary_cookies.end());
}

}  // namespace

RouteWrappers::RouteWrappers(const GenerationOptions& options,
                             std::span<const Contribution* const> contributions)
    : options_(options) {
  for (const Contribution* contribution : contributions) {
    for (const ProvidedWrapper& one : contribution->provided_wrappers) provided_.push_back(&one);
  }
  for (const WrapRule& rule : options.wraps) {
    patterns_.push_back({&rule, routing::PathPattern(rule.rule), provider_of(rule.with), {}, {}});
  }
}

const ProvidedWrapper* RouteWrappers::provider_of(std::string_view name) const {
  const auto found = std::find_if(provided_.begin(), provided_.end(),
                                  [&](const auto* one) { return one->service->name() == name; });
  return found == provided_.end() ? nullptr : *found;
}

const ProvidedWrapper* RouteWrappers::provider_of(const WrapperUse& use) const {
  const auto found = std::find_if(provided_.begin(), provided_.end(), [&](const auto* one) {
    return one->service == use.service && one->minor_version >= use.minor_version;
  });
  return found == provided_.end() ? nullptr : *found;
}

void RouteWrappers::wrap(CompiledRoute& route, std::span<const routing::Rule* const> rules,
                         const Complain& complain) {
  if (route.view == nullptr) return;
  for (Pattern& pattern : patterns_) wrap_in_pattern(route, pattern, rules, complain);
  for (const WrapperUse& use : route.entry->wrappers) wrap_in_code(route, use, complain);
  if (!route.unavailable.empty()) route.page.reset();
}

void RouteWrappers::wrap_in_pattern(CompiledRoute& route, Pattern& pattern,
                                    std::span<const routing::Rule* const> rules,
                                    const Complain& complain) {
  const std::string& text = route.entry->rule;
  switch (cover_of(pattern.path, rules)) {
    case routing::Cover::outside:
      return;
    case routing::Cover::partly:
      complain(
          "the route " + (text.empty() ? "/" : text) + " lies partly below " +
          title_of(*pattern.rule) +
          ", so it is not clear whether it is wrapped. Change the pattern, or move the route.");
      return;
    case routing::Cover::inside:
      break;
  }
  pattern.routes.push_back(text.empty() ? "/" : text);
  route.wrapped_in.push_back(pattern.rule->with);
  if (pattern.provider == nullptr) {
    route.unavailable = "No enabled extension provides the wrapper " + pattern.rule->with +
                        ", which " + title_of(*pattern.rule) + " names.";
    return;
  }
  std::string mistake =
      add(route, {pattern.provider->service, 0, pattern.rule->options}, pattern.provider);
  if (!mistake.empty()) pattern.mistake = std::move(mistake);
}

void RouteWrappers::wrap_in_code(CompiledRoute& route, const WrapperUse& use,
                                 const Complain& complain) {
  route.wrapped_in.push_back(use.service->name());
  const ProvidedWrapper* const provider = provider_of(use);
  if (provider != nullptr || (options_.is_provided && options_.is_provided(use))) {
    const std::string mistake = add(route, use, provider);
    if (mistake.empty()) return;
    return complain(refusal_of(use.service->name(), use.options, "the route " + route.entry->rule) +
                    ": " + mistake);
  }
  if (options_.may_lack_wrapper && options_.may_lack_wrapper(*route.owner, use)) {
    route.unavailable = "The wrapper " + use.service->name() + " has no provider any more.";
    return;
  }
  complain("the route " + route.entry->rule + " is wrapped in " + use.service->name() +
           ", which no enabled extension provides. Enable its provider, and name it in "
           "\"requires\" of extension.json.");
}

std::string RouteWrappers::add(CompiledRoute& route, const WrapperUse& use,
                               const ProvidedWrapper* provider) const {
  WrapperAnswer answer;
  if (provider != nullptr && options_.ask_wrapper != nullptr) {
    answer = options_.ask_wrapper(provider->object, use.options);
  }
  if (!answer.mistake.empty()) return std::move(answer.mistake);
  if (answer.page && route.page) {
    join(*route.page, *answer.page);
  } else if (answer.page) {
    route.page = std::move(answer.page);
    route.page_depth = route.wrappers.size();
  }
  if (answer.handles) route.wrappers.push_back(use);
  return {};
}

std::vector<std::string> RouteWrappers::mistakes() const {
  std::vector<std::string> mistakes;
  for (const Pattern& pattern : patterns_) {
    if (pattern.mistake.empty()) continue;
    const WrapRule& rule = *pattern.rule;
    mistakes.push_back(title_of(rule) + ": " +
                       refusal_of(rule.with, rule.options,
                                  base::counted(pattern.routes.size(), "route") + " (" +
                                      base::joined(pattern.routes) + ")") +
                       ": " + pattern.mistake);
  }
  return mistakes;
}

std::vector<std::string> RouteWrappers::notes() const {
  std::vector<std::string> known;
  for (const ProvidedWrapper* one : provided_) known.push_back(one->service->name());
  std::vector<std::string> notes;
  for (const Pattern& pattern : patterns_) {
    const WrapRule& rule = *pattern.rule;
    if (pattern.routes.empty()) {
      notes.push_back(title_of(rule) + " fits no route.");
    } else if (pattern.provider == nullptr) {
      notes.push_back(title_of(rule) + ": no enabled extension provides the wrapper " + rule.with +
                      ", so " + base::counted(pattern.routes.size(), "route") +
                      (pattern.routes.size() == 1 ? " answers" : " answer") + " 503: " +
                      base::joined(pattern.routes) + "." + base::did_you_mean_id(rule.with, known));
    }
  }
  return notes;
}

}  // namespace carboy::core::app
