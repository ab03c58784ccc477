// Bodies that are made while they are sent.
//
// Thread rule: the function of a stream is called by one thread at a time, but not always by the
// same one. A Stream is to be used inside that function only.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/detail/duration.h>
#include <carboy/response.h>

#include <string_view>

namespace carboy {

// Takes the bytes of a streamed body.
class Stream {
 public:
  explicit Stream(abi::BodyWriter* writer) : writer_(writer) {}

  // Queues bytes to be sent. Returns false if the client no longer reads; the function should then
  // return false soon.
  bool write(std::string_view bytes) {
    return writer_->write({bytes.data(), bytes.size()}) == Status::ok;
  }
  // Asks the host to wait for `delay` before it calls the function again. No thread is blocked
  // meanwhile.
  void pause(std::chrono::nanoseconds delay) { writer_->pause(delay.count()); }

 private:
  abi::BodyWriter* writer_;
};

// Returns a response whose body `next` makes. The host calls bool next(carboy::Stream&) on a worker
// again and again until it returns false, and only as fast as the client reads, so a slow client
// costs no memory. Hooks and teardown functions run before the first call. If next() throws, the
// body stays incomplete, and the client notices it. When the extension is swapped, its streams have
// [server] drain_timeout to end.
//
//   app.get("/numbers", [] {
//     return carboy::stream(
//         [number = 0](carboy::Stream& out) mutable {
//           return out.write(std::to_string(number) + "\n") && ++number < 1000;
//         },
//         "text/plain");
//   });
template <class F>
Response stream(F next, std::string_view content_type = "application/octet-stream");

// Returns a response of server-sent events (WHATWG HTML, section 9.2). It is like stream(), but it
// ends at once when the extension is swapped, and the browser then reconnects by itself. Write
// whole events, each of which ends with an empty line:
//
//   return carboy::event_stream([](carboy::Stream& out) {
//     out.pause(std::chrono::seconds(1));
//     return out.write("data: tick\n\n");
//   });
template <class F>
Response event_stream(F next);

}  // namespace carboy

#include <carboy/detail/stream.ipp>
