#include "core/extensions/resolve/report_words.h"

#include <utility>

#include "core/base/words.h"

namespace carboy::core::extensions {

std::string enumerated(std::vector<std::string> words) {
  if (words.size() < 2) return base::joined(words, "");
  const std::string last = std::move(words.back());
  words.pop_back();
  return base::joined(words, ", ") + " and " + last;
}

std::string versioned(const Manifest& manifest) {
  return manifest.name + " " + manifest.version.to_string();
}

std::string disable_command(const std::vector<const Manifest*>& who) {
  std::vector<std::string> commands;
  for (const Manifest* one : who) commands.push_back("carboy ext disable " + one->name);
  return base::joined(commands, " && ");
}

}  // namespace carboy::core::extensions
