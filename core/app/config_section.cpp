#include "core/app/config_section.h"

#include <algorithm>

#include "core/app/units.h"
#include "core/base/suggest.h"

namespace carboy::core::app {

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column, region.path ? *region.path : ""};
}

void Section::read(const toml::table& table) const {
  for (const auto& entry : table) {
    const std::string word(entry.first.str());
    const auto reader = std::find_if(readers_.begin(), readers_.end(),
                                     [&](const auto& one) { return one.first == word; });
    if (reader != readers_.end()) {
      reader->second(word, entry.second);
      continue;
    }
    std::vector<std::string> known;
    for (const auto& [name, unused] : readers_) known.push_back(name);
    complain(position_of(entry.first.source()),
             word + ": no such setting." + base::did_you_mean(word, known));
  }
}

void Section::text(std::string key, std::string& out) {
  on(std::move(key), [this, &out](const std::string& word, const toml::node& value) {
    if (const auto found = value.value_exact<std::string>()) {
      out = *found;
    } else {
      complain(position_of(value.source()), word + " is a text, in quotation marks.");
    }
  });
}

void Section::flag(std::string key, bool& out) {
  on(std::move(key), [this, &out](const std::string& word, const toml::node& value) {
    if (const auto found = value.value_exact<bool>()) {
      out = *found;
    } else {
      complain(position_of(value.source()), word + " is true or false.");
    }
  });
}

void Section::count(std::string key, std::size_t least, std::size_t most, std::size_t& out) {
  on(std::move(key), [this, least, most, &out](const std::string& word, const toml::node& value) {
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

void Section::duration(std::string key, std::chrono::milliseconds& out) {
  on(std::move(key), [this, &out](const std::string& word, const toml::node& value) {
    const auto text = value.value_exact<std::string>();
    const auto parsed = text ? parse_duration(*text) : std::nullopt;
    if (parsed) {
      out = *parsed;
    } else {
      complain(position_of(value.source()),
               word + " is a time with its unit, as \"10 s\" or \"5 min\".");
    }
  });
}

void Section::size(std::string key, std::size_t& out) {
  on(std::move(key), [this, &out](const std::string& word, const toml::node& value) {
    const auto text = value.value_exact<std::string>();
    const auto parsed = text ? parse_size(*text) : std::nullopt;
    if (parsed) {
      out = *parsed;
    } else {
      complain(position_of(value.source()),
               word + " is a size with its unit, as \"500 kB\" or \"16 MiB\".");
    }
  });
}

void Section::texts(std::string key, std::vector<std::string>& out, std::vector<Position>* at) {
  on(std::move(key), [this, &out, at](const std::string& word, const toml::node& value) {
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

}  // namespace carboy::core::app
