// Bodies that are made while they are sent.
//
// Thread rule: a stream's function is called by one thread at a time, not always the same.
#pragma once

#include <carboy/detail/duration.h>
#include <carboy/response.h>

#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// Takes the bytes of a stream; see stream().
class Stream {
 public:
  explicit Stream(abi::BodyWriter* writer) : writer_(writer) {}

  // Queues bytes. False when nobody reads any more: return false soon.
  bool write(std::string_view bytes) {
    return writer_->write({bytes.data(), bytes.size()}) == Status::ok;
  }
  // Asks not to be called again before `delay` has passed; no thread waits meanwhile.
  void pause(std::chrono::nanoseconds delay) { writer_->pause(delay.count()); }

 private:
  abi::BodyWriter* writer_;
};

namespace detail {
template <class F>
abi::StreamState call_stream(void* self, abi::BodyWriter* writer) noexcept {
  bool more = false;
  const Status status = carboy::guarded([&] {
    Stream out(writer);
    more = (*static_cast<F*>(self))(out);
  });
  if (status != Status::ok) return abi::StreamState::failed;
  return more ? abi::StreamState::more : abi::StreamState::done;
}

template <class F>
Response stream_of(F next, std::string_view type, bool event_stream) {
  constexpr bool fits = std::is_invocable_r_v<bool, F&, Stream&>;
  static_assert(fits,
                "stream_takes_or_returns_something_else: it is called with (carboy::Stream&) and "
                "returns whether there is more");
  Response response;
  response.set_header("Content-Type", type);
  response.set_stream(
      detail::callback<abi::StreamCallback>(&detail::call_stream<F>, std::move(next)),
      event_stream);
  return response;
}
}  // namespace detail

// A body that is made while it is sent: next(Stream&) is called on a worker as long as it returns
// true, and only as fast as the client reads. When the extension is swapped it has the time of
// `drain_timeout` to end.
template <class F>
Response stream(F next, std::string_view content_type = "application/octet-stream") {
  return detail::stream_of(std::move(next), content_type, false);
}

// Server-sent events (WHATWG HTML, section 9.2): as stream(), but it ends at once when the
// extension is swapped, and the browser reconnects by itself.
template <class F>
Response event_stream(F next) {
  Response response = detail::stream_of(std::move(next), "text/event-stream", true);
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");  // nginx passes each event on as it comes
  return response;
}

}  // namespace carboy
