// A wrapper is a function that runs around a view, as a decorator does in Flask.
//
// A route names a wrapper by its id, so that the extension that provides it may be compiled
// elsewhere. The host finds the provider when it publishes the routes, and does not start an app in
// which there is no provider. The provider's public header has the name:
//
//   inline constexpr carboy::Wrapper required{{"login.Required", 1, 0}};
//
// its init_app provides the function, see App::provide_wrapper:
//
//   app.provide_wrapper(required, [](const carboy::Request& request, carboy::Response& response,
//                                    std::string_view options, carboy::Next next) {
//     if (is_logged_in(request)) return next();
//     response.set_status(401);
//     return carboy::Status::answered;
//   });
//
// and any extension uses it:
//
//   app.get("/account", account).with(login::required);
//
// Thread rule: plain values.
#pragma once

#include <carboy/abi/wrapper.h>

#include <string_view>

namespace carboy {

// The rest of the way to the view. next() runs it and returns a Status, which the wrapper returns
// in turn; a wrapper calls it at most once.
using abi::Next;

// The id of a wrapper, and options for its provider. Both texts must exist until with() has
// returned.
struct Wrapper {
  ServiceId id;
  std::string_view options = {};
};

}  // namespace carboy
