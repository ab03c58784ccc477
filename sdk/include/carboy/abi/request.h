// The current request and its response, as an extension sees them.
//
// Thread rule: to be used by the thread that runs the view, hook or slot they were passed to, until
// it returns. Only Request::cancelled() may be called from any thread while the view runs.
#pragma once

#include <carboy/abi/types.h>

namespace carboy::abi {

struct HeaderField {
  Text name;
  Text value;
};

// Text it returns lives until the request ends.
struct Request : Service {
  virtual Text method() noexcept = 0;
  // Percent-decoded; UTF-8.
  virtual Text path() noexcept = 0;
  // Behind the question mark, as sent.
  virtual Text query() noexcept = 0;
  // The request target as sent.
  virtual Text target() noexcept = 0;
  // The first field of that name; data is null when there is none.
  virtual Text header(Text name) noexcept = 0;
  virtual size_t header_count() noexcept = 0;
  virtual HeaderField header_at(size_t index) noexcept = 0;
  virtual Bytes body() noexcept = 0;
  // The rule's parameters in its order, percent-decoded.
  virtual size_t parameter_count() noexcept = 0;
  virtual Text parameter(size_t index) noexcept = 0;
  // data is null when the rule has no such parameter.
  virtual Text parameter_named(Text name) noexcept = 0;
  // Empty when the route has no name, or none matched.
  virtual Text endpoint() noexcept = 0;
  virtual Text rule() noexcept = 0;
  // The address of the client, without port.
  virtual Text remote_address() noexcept = 0;
  // The client has gone, or the extension is being stopped: what is made now is for nobody.
  virtual bool cancelled() noexcept = 0;
  // The URL of an endpoint, into `out`. A name that begins with a dot is of the current blueprint.
  // Values are name, text, name, text ...; those the rule does not name become the query.
  virtual Status url_for(Text endpoint, const Text* values, size_t count,
                         TextSink out) noexcept = 0;

 protected:
  ~Request() = default;
};

// Where a stream's bytes go; valid inside the stream's callback only.
struct BodyWriter : Service {
  // Copied. cancelled: nobody reads any more, stop.
  virtual Status write(Bytes bytes) noexcept = 0;
  // Asks not to be called again before so many nanoseconds have passed.
  virtual void pause(int64_t nanoseconds) noexcept = 0;

 protected:
  ~BodyWriter() = default;
};

enum class StreamState : int32_t { more = 0, done = 1, failed = 2 };
// Called on a worker, again and again while the client takes what it wrote; never by two threads.
using StreamCallback = Callback<StreamState, BodyWriter*>;

struct Response : Service {
  virtual int32_t status() noexcept = 0;
  // 200 to 599; refused otherwise.
  virtual Status set_status(int32_t status) noexcept = 0;
  virtual Text header(Text name) noexcept = 0;
  virtual size_t header_count() noexcept = 0;
  virtual HeaderField header_at(size_t index) noexcept = 0;
  // Replaces, adds, removes. Refused for a name that is no token or a value with CR, LF or NUL.
  virtual Status set_header(Text name, Text value) noexcept = 0;
  virtual Status add_header(Text name, Text value) noexcept = 0;
  virtual void remove_header(Text name) noexcept = 0;
  // Empty for a stream.
  virtual Bytes body() noexcept = 0;
  // Copies.
  virtual void set_body(Bytes bytes) noexcept = 0;
  // Takes bytes that stay the maker's: release(owner) is called when they have left.
  virtual void adopt_body(Bytes bytes, void (*release)(void* owner) noexcept,
                          void* owner) noexcept = 0;
  // An event stream ends at once when its extension is swapped; another has time to finish.
  virtual void stream_body(StreamCallback next, bool event_stream) noexcept = 0;

 protected:
  ~Response() = default;
};

}  // namespace carboy::abi
