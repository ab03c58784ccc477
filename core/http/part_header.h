// The header of a part of multipart/form-data (RFC 7578, section 4.8), whose lines may end with CR,
// LF or CR LF.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

bool is_line_end(char c) noexcept;
// Returns the size of the line end at the front: 0, 1 or 2.
std::size_t line_end_size(std::string_view text) noexcept;

struct BlankLine {
  std::size_t at = 0, size = 0;
};

// Finds the first CR LF CR LF, CR CR or LF LF at or after `from`.
std::optional<BlankLine> find_blank_line(std::string_view text, std::size_t from) noexcept;

// Appends the fields of the header to `out`. Trims names and values, and joins folded lines. A line
// without a colon is a name without a value. Returns false if the header is not UTF-8.
bool parse_part_header(std::string_view header, PairList& out);

// Returns the first field of that name, without regard to case.
std::optional<std::string_view> find_header(const PairList& headers,
                                            std::string_view name) noexcept;

}  // namespace carboy::core::http
