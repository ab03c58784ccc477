// How far a converter reaches: the hand-written counterparts of the expressions that Shape names.
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
  std::size_t mark;  // the lowest end of one that gets shorter; the item's number for `any`
};

// How the extents of a shape follow each other.
enum class ExtentOrder {
  shrinking,  // every code point's beginning from the first end down to the mark
  growing,    // every code point's beginning from the first end up to a line feed
  listed,     // no such order
};
ExtentOrder extent_order(const Converter& converter) noexcept;

// The extent to try first for `converter` at extent.begin. False when there is none.
// REQUIRES: the shape is not a regex.
bool first_extent(const Converter& converter, std::string_view text, Extent& extent);

// The one to try next. False when all were tried.
bool next_extent(const Converter& converter, std::string_view text, Extent& extent);

// Whether the converter takes all of `text`. REQUIRES: the shape is not a regex.
bool takes_all(const Converter& converter, std::string_view text);

}  // namespace carboy::core::routing
