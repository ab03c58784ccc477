// Bodies of <carboy/context.h>.
#pragma once

#include <carboy/context.h>
#include <carboy/detail/hooks.h>

#include <utility>

namespace carboy {

template <class F>
void after_this_request(F hook) {
  carboy::check(detail::host->after_this_request(
      detail::checked_callback<detail::AfterThisRequestHook>(std::move(hook))));
}

template <class F>
Response stream_with_context(F next, std::string_view content_type) {
  carboy::check(detail::host->keep_context());
  return carboy::stream(std::move(next), content_type);
}

}  // namespace carboy
