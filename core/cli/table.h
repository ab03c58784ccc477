// Columns of text for a terminal.
//
// Thread rule: a plain function.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace carboy::core::cli {

struct Column {
  std::size_t least = 0;                                       // characters it is wide
  std::size_t most = std::numeric_limits<std::size_t>::max();  // a longer cell sticks out
};

// A line for each row: columns as wide as their widest cell, three blanks between two, none at a
// line's end. A column without any text is left out. Columns beyond `columns` are as wide as they
// need to be. REQUIRES: all rows have as many cells.
std::string table_text(std::span<const std::vector<std::string>> rows,
                       std::span<const Column> columns = {});

}  // namespace carboy::core::cli
