// Copies of stored pages as bytes, for stores outside of the process.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/pages/page_store.h"

namespace carboy::core::pages {

// Returns the page with everything it is found by, except commit numbers, which belong to the
// process.
std::string copy_of(const Kept& kept);

enum class Copied {
  done,
  too_old,    // it is past its age, or a tag has changed since
  malformed,  // it is no copy, or one of another version
};
// Puts a copy back, as a page that was made after commit `number` and belongs to the generation of
// `moment`. Checks every length, since the bytes may come from anywhere.
Copied put_copy(PageStore& store, std::string_view copy, std::uint64_t number,
                const Moment& moment);

}  // namespace carboy::core::pages
