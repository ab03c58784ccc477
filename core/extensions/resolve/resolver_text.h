// The words of the resolver's report. Internal to resolver*.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/extensions/package/manifest.h"

namespace carboy::core::extensions::resolver_text {

// Between two remedies of which one is enough.
constexpr const char* kOr = "      or   ";

// Somebody who needs something, and which versions of it.
struct Demand {
  const Manifest* who;
  const VersionRange* range;
};

// "a", "a and b", "a, b and c".
std::string enumerated(std::vector<std::string> words);

// "two".
std::string number_word(std::size_t number);

// "sql 1.1.3".
std::string versioned(const Manifest& manifest);

// "admin 1.4.0 and shop 2.0.0 need sql >=1.2", those together that ask for one range.
std::string asking(const std::string& name, const std::vector<Demand>& demands);

// The command that installs a version which suits all of them, as far as one can be named.
std::string install(const std::string& name, const std::vector<Demand>& demands);

// "carboy ext disable admin && carboy ext disable shop".
std::string disable(const std::vector<const Manifest*>& who);
std::string disable(const std::vector<Demand>& demands);

// "; both name X as contact", "; mail names X and tasks names Y as contact", or nothing.
std::string contacts(const std::vector<const Manifest*>& members);

}  // namespace carboy::core::extensions::resolver_text
