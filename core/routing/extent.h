// How far a converter reaches into a text: hand-written counterparts of the expressions that Shape
// names.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/routing/converter.h"

namespace carboy::core::routing {

struct Extent {
  std::size_t begin;
  std::size_t end;
  std::size_t mark;  // the least end of an extent that shrinks; the item's number for `any`
};

// The order in which the extents of a shape are tried.
enum class ExtentOrder {
  shrinking,  // ends at every code point, from the first end down to the mark
  growing,    // ends at every code point, from the first end up to a line feed
  listed,     // neither
};
ExtentOrder extent_order(const Converter& converter) noexcept;

// Finds the extent to try first for `converter` at extent.begin. Returns false if there is none.
// REQUIRES: the shape is not a regex.
bool first_extent(const Converter& converter, std::string_view text, Extent& extent);

// Finds the extent to try next. Returns false if all were tried.
bool next_extent(const Converter& converter, std::string_view text, Extent& extent);

// Returns whether the converter takes all of `text`. REQUIRES: the shape is not a regex.
bool takes_all(const Converter& converter, std::string_view text);

}  // namespace carboy::core::routing
