// The default values of one rule.
#pragma once

#include <carboy/rule_default.h>

#include <cstddef>

namespace carboy::detail {

struct RuleDefaults {
  static constexpr std::size_t kMost = 4;
  RuleDefault values[kMost];
  std::size_t count = 0;

  constexpr RuleDefaults() = default;
  constexpr RuleDefaults(RuleDefault a, RuleDefault b, RuleDefault c, RuleDefault d)
      : values{a, b, c, d} {
    while (count < kMost && values[count].kind != RuleDefault::Kind::none) ++count;
  }
};

}  // namespace carboy::detail
