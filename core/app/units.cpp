#include "core/app/units.h"

#include <array>
#include <charconv>
#include <utility>

namespace carboy::core::app {

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 5> kUnits{
      {{"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}, {"d", 86400e3}}};
  constexpr double kMost = 100.0 * 366 * 86400e3;
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const auto& [name, milliseconds] : kUnits) {
    if (unit != name || number * milliseconds > kMost) continue;
    return std::chrono::milliseconds(static_cast<std::int64_t>(number * milliseconds));
  }
  return std::nullopt;
}

}  // namespace carboy::core::app
