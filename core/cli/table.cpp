#include "core/cli/table.h"

#include <algorithm>

namespace carboy::core::cli {

std::string table_text(std::span<const std::vector<std::string>> rows,
                       std::span<const Column> columns) {
  std::vector<std::size_t> widths(rows.empty() ? 0 : rows.front().size());
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const Column column = i < columns.size() ? columns[i] : Column{};
    widths[i] = column.least;
    for (const auto& row : rows) {
      widths[i] = std::max(widths[i], std::min(row[i].size(), column.most));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line += row[i];
      if (widths[i] > 0) line.append(std::max(widths[i], row[i].size()) - row[i].size() + 3, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace carboy::core::cli
