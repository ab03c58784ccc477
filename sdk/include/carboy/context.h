// What a view does with the request it answers, beside answering.
//
// Thread rule: on the thread that works on the request.
#pragma once

#include <carboy/detail/callback.h>
#include <carboy/error.h>
#include <carboy/hooks.h>
#include <carboy/stream.h>

#include <string_view>
#include <utility>

namespace carboy {

// Runs hook(request, Response&), or less, once this request has its response, before the
// after_request functions. Throws OutsideRequest where there is no request.
template <class F>
void after_this_request(F hook) {
  constexpr bool fits = detail::ResultOfSome<F, Request, Response>::is_callable;
  static_assert(fits,
                "hook_takes_parameters_it_is_not_given: after_this_request gives (const "
                "carboy::Request&, carboy::Response&), of which it takes some or none");
  if constexpr (fits) {
    carboy::check(detail::host->after_this_request(
        detail::callback<abi::HookCallback>(&detail::call_after_hook<F>, std::move(hook))));
  }
}

// As stream(), for a body that needs the request while it is made: current_request() and url_for
// work inside, and the teardown functions run once more behind it.
template <class F>
Response stream_with_context(F next, std::string_view content_type = "application/octet-stream") {
  carboy::check(detail::host->keep_context());
  return carboy::stream(std::move(next), content_type);
}

}  // namespace carboy
