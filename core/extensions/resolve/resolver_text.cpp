#include "core/extensions/resolve/resolver_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/words.h"
#include "core/extensions/resolve/resolver.h"

namespace carboy::core::extensions {
namespace resolver_text {

using base::joined;

std::string enumerated(std::vector<std::string> words) {
  if (words.size() < 2) return joined(words, "");
  const std::string last = std::move(words.back());
  words.pop_back();
  return joined(words, ", ") + " and " + last;
}

std::string number_word(std::size_t number) {
  constexpr const char* kWords[] = {"none", "one", "two", "three", "four", "five", "six"};
  return number < std::size(kWords) ? kWords[number] : std::to_string(number);
}

std::string versioned(const Manifest& manifest) {
  return manifest.name + " " + manifest.version.to_string();
}

std::string disable(const std::vector<const Manifest*>& who) {
  std::vector<std::string> commands;
  for (const Manifest* one : who) commands.push_back("carboy ext disable " + one->name);
  return joined(commands, " && ");
}

std::string asking(const std::string& name, const std::vector<Demand>& demands) {
  std::vector<std::string> ranges;
  std::map<std::string, std::vector<std::string>> who;
  for (const Demand& one : demands) {
    const std::string& range = one.range->to_string();
    if (!who.contains(range)) ranges.push_back(range);
    who[range].push_back(versioned(*one.who));
  }
  std::vector<std::string> sentences;
  for (const std::string& range : ranges) {
    const bool single = who[range].size() == 1;
    sentences.push_back(enumerated(who[range]) + (single ? " needs " : " need ") + name +
                        (range == "*" ? "" : " " + range));
  }
  return joined(sentences, ", ");
}

std::string install(const std::string& name, const std::vector<Demand>& demands) {
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

std::string disable(const std::vector<Demand>& demands) {
  std::vector<const Manifest*> who;
  for (const Demand& one : demands) who.push_back(one.who);
  return disable(who);
}

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

}  // namespace resolver_text

std::string Resolution::report(const std::string& app) const {
  std::string text = "Cannot start " + app + ": " + std::to_string(problems.size()) +
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
