#include "core/config/config_section.h"

#include <algorithm>
#include <array>

#include "core/base/suggest.h"
#include "core/base/units.h"
#include "core/base/words.h"

namespace carboy::core::config {

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column, region.path ? *region.path : ""};
}

namespace {

using Json = nlohmann::json;

// Writes a value in the largest unit that divides it: "10 s", "5 min".
std::string in_units(std::chrono::milliseconds time) {
  static constexpr std::array<std::pair<std::int64_t, const char*>, 4> kUnits{
      {{86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1000, " s"}}};
  const std::int64_t count = time.count();
  if (count == 0) return "0 s";
  for (const auto& [unit, name] : kUnits) {
    if (count % unit == 0) return std::to_string(count / unit) + name;
  }
  return std::to_string(count) + " ms";
}

std::string in_units(std::size_t bytes) {
  static constexpr std::array<std::pair<std::size_t, const char*>, 6> kUnits{
      {{std::size_t{1} << 40U, " TiB"},
       {std::size_t{1} << 30U, " GiB"},
       {1U << 20U, " MiB"},
       {1'000'000, " MB"},
       {1U << 10U, " KiB"},
       {1000, " kB"}}};
  for (const auto& [unit, name] : kUnits) {
    if (bytes != 0 && bytes % unit == 0) return std::to_string(bytes / unit) + name;
  }
  return std::to_string(bytes) + " B";
}

}  // namespace

void Section::read(const toml::table& table) const {
  for (const auto& entry : table) {
    const std::string word(entry.first.str());
    const auto setting = std::find_if(settings_.begin(), settings_.end(),
                                      [&](const Setting& one) { return one.name == word; });
    if (setting != settings_.end()) {
      readers_[static_cast<std::size_t>(setting - settings_.begin())](word, entry.second);
      continue;
    }
    std::vector<std::string> known;
    for (const Setting& one : settings_) known.push_back(one.name);
    complain(position_of(entry.first.source()),
             word + ": no such setting." + base::did_you_mean(word, known));
  }
}

void Section::text(std::string key, std::string help, std::string& out) {
  on({std::move(key), std::move(help), {{"type", "string"}}, out.empty() ? Json() : Json(out)},
     [this, &out](const std::string& word, const toml::node& value) {
       if (const auto found = value.value_exact<std::string>()) {
         out = *found;
       } else {
         complain(position_of(value.source()), word + " is a text, in quotation marks.");
       }
     });
}

void Section::flag(std::string key, std::string help, bool& out) {
  on({std::move(key), std::move(help), {{"type", "boolean"}}, out},
     [this, &out](const std::string& word, const toml::node& value) {
       if (const auto found = value.value_exact<bool>()) {
         out = *found;
       } else {
         complain(position_of(value.source()), word + " is true or false.");
       }
     });
}

void Section::count(std::string key, std::string help, std::size_t least, std::size_t most,
                    std::size_t& out) {
  on({std::move(key),
      std::move(help),
      {{"type", "integer"}, {"minimum", least}, {"maximum", most}},
      out < least ? Json() : Json(out)},
     [this, least, most, &out](const std::string& word, const toml::node& value) {
       const auto found = value.value_exact<int64_t>();
       if (found && *found >= 0 && static_cast<std::size_t>(*found) >= least &&
           static_cast<std::size_t>(*found) <= most) {
         out = static_cast<std::size_t>(*found);
       } else {
         complain(position_of(value.source()), word + " is a whole number from " +
                                                   std::to_string(least) + " to " +
                                                   std::to_string(most) + ".");
       }
     });
}

// A kind of value that is written with its unit.
template <class Value>
struct Section::Measure {
  const char* kind;
  const char* examples;
  const char* pattern;
  std::optional<Value> (*parse)(std::string_view text);
};

template <class Value>
void Section::measured(const Measure<Value>& measure, std::string key, std::string help,
                       Value least, Value most, Value& out) {
  const std::string bounds = "from " + in_units(least) + " to " + in_units(most);
  // JSON Schema has no bounds for a value with a unit, so the description states them.
  on({std::move(key),
      std::move(help),
      {{"type", "string"}, {"pattern", measure.pattern}, {"description", bounds}},
      in_units(out)},
     [=, this, &out](const std::string& word, const toml::node& value) {
       const auto text = value.value_exact<std::string>();
       const auto parsed = text ? measure.parse(*text) : std::nullopt;
       if (parsed && *parsed >= least && *parsed <= most) {
         out = *parsed;
       } else {
         complain(
             position_of(value.source()),
             word + " is a " + measure.kind + " " +
                 (parsed ? bounds : std::string("with its unit, such as ") + measure.examples) +
                 ".");
       }
     });
}

void Section::duration(std::string key, std::string help, std::chrono::milliseconds least,
                       std::chrono::milliseconds& out) {
  const Measure<std::chrono::milliseconds> time{"time", "\"10 s\" or \"5 min\"", kDurationPattern,
                                                base::parse_duration};
  measured(time, std::move(key), std::move(help), least, kLongest, out);
}

void Section::size(std::string key, std::string help, std::size_t least, std::size_t most,
                   std::size_t& out) {
  const Measure<std::size_t> size{"size", "\"500 kB\" or \"16 MiB\"", kSizePattern,
                                  base::parse_size};
  measured(size, std::move(key), std::move(help), least, most, out);
}

void Section::choose(std::string key, std::string help, std::vector<std::string> words,
                     std::size_t by_default, std::function<void(std::size_t)> take) {
  on({std::move(key), std::move(help), {{"enum", words}}, words[by_default]},
     [this, words, take = std::move(take)](const std::string& word, const toml::node& value) {
       const auto text = value.value_exact<std::string>();
       const auto found = text ? std::find(words.begin(), words.end(), *text) : words.end();
       if (found != words.end()) return take(static_cast<std::size_t>(found - words.begin()));
       complain(position_of(value.source()), word + " is one of \"" +
                                                 base::joined(words, "\", \"") + "\"." +
                                                 (text ? base::did_you_mean(*text, words) : ""));
     });
}

void Section::texts(std::string key, std::string help, std::vector<std::string>& out,
                    std::vector<Position>* at) {
  on({std::move(key), std::move(help), {{"type", "array"}, {"items", {{"type", "string"}}}}, out},
     [this, &out, at](const std::string& word, const toml::node& value) {
       const auto* array = value.as_array();
       if (array == nullptr) {
         complain(position_of(value.source()),
                  word + " is a list of texts: " + word + " = [\"...\"].");
         return;
       }
       out.clear();
       for (const toml::node& element : *array) {
         if (const auto text = element.value_exact<std::string>()) {
           out.push_back(*text);
           if (at != nullptr) at->push_back(position_of(element.source()));
         } else {
           complain(position_of(element.source()), word + " holds texts only, in quotation marks.");
         }
       }
     });
}

}  // namespace carboy::core::config
