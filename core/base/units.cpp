#include "core/base/units.h"

#include <array>
#include <charconv>
#include <span>
#include <utility>

namespace carboy::core::base {

namespace {

using Unit = std::pair<std::string_view, double>;

// Parses a number and one of the units. Returns nothing if the result is above `most`.
std::optional<double> parse_with_unit(std::string_view text, std::span<const Unit> units,
                                      double most) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const auto& [name, factor] : units) {
    if (unit == name && number * factor <= most) return number * factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  static constexpr std::array<Unit, 5> kUnits{
      {{"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}, {"d", 86400e3}}};
  const auto parsed = parse_with_unit(text, kUnits, 100.0 * 366 * 86400e3);
  if (!parsed) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*parsed));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  static constexpr std::array<Unit, 9> kUnits{{{"B", 1},
                                               {"kB", 1e3},
                                               {"MB", 1e6},
                                               {"GB", 1e9},
                                               {"TB", 1e12},
                                               {"KiB", 1024},
                                               {"MiB", 1024.0 * 1024},
                                               {"GiB", 1024.0 * 1024 * 1024},
                                               {"TiB", 1024.0 * 1024 * 1024 * 1024}}};
  const auto parsed = parse_with_unit(text, kUnits, 9007199254740992.0);
  if (!parsed) return std::nullopt;
  return static_cast<std::uint64_t>(*parsed);
}

}  // namespace carboy::core::base
