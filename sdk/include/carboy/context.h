// What a view can do with its request besides answering it.
//
// Thread rule: on the thread that works on the request.
#pragma once

#include <carboy/stream.h>

#include <string_view>

namespace carboy {

// Runs `hook` once, after the view of the current request and before its after_request functions
// (Flask's after_this_request). Several hooks run in the order in which they were added. The hook
// is called with (const carboy::Request&, carboy::Response&), either of which it may leave out. One
// that is added by an after_request function does not run. Throws an error with the id of
// OutsideRequest if there is no current request.
//
//   carboy::after_this_request([](carboy::Response& response) {
//     response.set_cookie("seen", "yes");
//   });
template <class F>
void after_this_request(F hook);

// Returns a stream that needs its request while it is made (Flask's stream_with_context):
// current_request() and url_for() work inside of `next`, and the teardown functions run once more
// after the last call. Otherwise it is like stream(). Throws an error with the id of OutsideRequest
// if there is no current request.
template <class F>
Response stream_with_context(F next, std::string_view content_type = "application/octet-stream");

}  // namespace carboy

#include <carboy/detail/context.ipp>
