// Bodies of <carboy/stream.h>.
#pragma once

#include <carboy/detail/checked_callback.h>
#include <carboy/stream.h>

#include <type_traits>
#include <utility>

namespace carboy {

namespace detail {

struct StreamFunction {
  using Callback = abi::StreamCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::is_invocable_r_v<bool, F&, Stream&>;
    static_assert(yes,
                  "stream_takes_or_returns_something_else: it is called with (carboy::Stream&) and "
                  "returns whether there is more");
    return yes;
  }
  template <class F>
  static abi::StreamState call(void* self, abi::BodyWriter* writer) noexcept {
    bool more = false;
    const Status status = carboy::guarded([&] {
      Stream out(writer);
      more = (*static_cast<F*>(self))(out);
    });
    if (status != Status::ok) return abi::StreamState::failed;
    return more ? abi::StreamState::more : abi::StreamState::done;
  }
};

template <class F>
Response stream_of(F next, std::string_view type, bool event_stream) {
  Response response;
  response.set_header("Content-Type", type);
  response.set_stream(detail::checked_callback<StreamFunction>(std::move(next)), event_stream);
  return response;
}

}  // namespace detail

template <class F>
Response stream(F next, std::string_view content_type) {
  return detail::stream_of(std::move(next), content_type, false);
}

template <class F>
Response event_stream(F next) {
  Response response = detail::stream_of(std::move(next), "text/event-stream", true);
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");  // makes nginx pass each event on at once
  return response;
}

}  // namespace carboy
