// What each route is wrapped in, when a generation is built: the wrappers that app.toml gives it by
// a pattern, outermost and in the order of app.toml, and inside them those that its code names.
//
// Thread rule: belongs to the thread that builds the generation.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/contribution.h"
#include "core/app/generation.h"
#include "core/routing/path_pattern.h"

namespace carboy::core::app {

class RouteWrappers {
 public:
  using Complain = std::function<void(const std::string& mistake)>;

  RouteWrappers(const GenerationOptions& options,
                std::span<const Contribution* const> contributions);

  // Fills in what the route is wrapped in, and asks the wrappers for its page policy. `rules` are
  // those that requests reach its view by.
  void wrap(CompiledRoute& route, std::span<const routing::Rule* const> rules,
            const Complain& complain);

  // Returns sentences about the patterns whose options their wrapper does not accept.
  std::vector<std::string> mistakes() const;
  // Returns sentences about patterns that fit no route, and about missing wrappers.
  std::vector<std::string> notes() const;

 private:
  struct Pattern {
    const WrapRule* rule;
    routing::PathPattern path;
    const ProvidedWrapper* provider;  // null if there is none
    std::vector<std::string> routes;  // that it wraps
    std::string mistake;              // in its options, as the wrapper tells it
  };
  const ProvidedWrapper* provider_of(std::string_view name) const;
  const ProvidedWrapper* provider_of(const WrapperUse& use) const;
  void wrap_in_pattern(CompiledRoute& route, Pattern& pattern,
                       std::span<const routing::Rule* const> rules, const Complain& complain);
  void wrap_in_code(CompiledRoute& route, const WrapperUse& use, const Complain& complain);
  // Returns what is wrong with the options; empty if the route is wrapped.
  std::string add(CompiledRoute& route, const WrapperUse& use,
                  const ProvidedWrapper* provider) const;

  const GenerationOptions& options_;
  std::vector<const ProvidedWrapper*> provided_;
  std::vector<Pattern> patterns_;
};

}  // namespace carboy::core::app
