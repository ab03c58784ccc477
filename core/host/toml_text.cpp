#include "core/host/toml_text.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.h"

namespace carboy::core::host {

toml::table parse_app(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw base::Error("app.toml:" + std::to_string(error.source().begin.line) + ":" +
                      std::to_string(error.source().begin.column) + ": " +
                      std::string(error.description()) + ". It was not changed.");
  }
}

nlohmann::json value_of_word(const std::string& word) {
  try {
    std::ostringstream json;
    json << toml::json_formatter(toml::parse("value = " + word));
    return nlohmann::json::parse(json.str()).at("value");
  } catch (const toml::parse_error&) {
    return word;
  }
}

// toml++ counts lines and characters from 1.
std::size_t offset_of(std::string_view text, const toml::source_position& at) {
  std::size_t offset = 0;
  for (toml::source_index line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  for (toml::source_index column = 1; column < at.column && offset < text.size(); ++column) {
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) {
      ++offset;
    }
  }
  return offset;
}

Extent extent_of(std::string_view text, const toml::source_region& region) {
  return {offset_of(text, region.begin), offset_of(text, region.end)};
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

}  // namespace carboy::core::host
