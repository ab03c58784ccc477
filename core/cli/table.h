// Columns of text for a terminal.
//
// Thread rule: a plain function; any thread.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace carboy::core::cli {

struct Column {
  std::size_t least = 0;                                       // minimum width, in characters
  std::size_t most = std::numeric_limits<std::size_t>::max();  // a longer cell sticks out
};

// Returns a line for each row. Columns are as wide as their widest cell and separated by three
// blanks; lines have no trailing blanks. A column without any text is omitted. Columns without an
// entry in `columns` have no limits. REQUIRES: all rows have the same number of cells.
std::string table_text(std::span<const std::vector<std::string>> rows,
                       std::span<const Column> columns = {});

}  // namespace carboy::core::cli
