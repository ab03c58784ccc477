// Bodies of <carboy/pages.h>.
#pragma once

#include <carboy/detail/runtime.h>
#include <carboy/pages.h>

namespace carboy {

inline void mark_personal(std::string_view why) { detail::host->mark_personal(why); }
inline void depends_on(std::string_view tag) { detail::host->depends_on(tag); }

}  // namespace carboy
