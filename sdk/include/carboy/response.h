// What a view answers.
//
// Thread rule: not thread-safe. A Response made by a view is its own; the one a hook or a slot gets
// is the request's, and to be used until that returns.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/callback.h>
#include <carboy/duration.h>
#include <carboy/error.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace carboy {

namespace detail {
// Names of header fields are compared without case (RFC 9110, section 5.1).
constexpr bool is_same_field(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}
}  // namespace detail

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

class Response {
 public:
  Response() = default;
  Response(std::string body, int status = 200) : status_(status), body_(std::move(body)) {}
  Response(std::string_view body, int status = 200) : Response(std::string(body), status) {}
  Response(const char* body, int status = 200) : Response(std::string(body), status) {}
  // The request's response, as hooks and slots get it.
  explicit Response(abi::Response* attached) : attached_(attached) {}

  int status() const { return attached_ ? attached_->status() : status_; }
  Response& set_status(int status) {
    if (attached_) {
      carboy::check(attached_->set_status(status));
    } else {
      status_ = status;
    }
    return *this;
  }
  // The first field of that name; empty when there is none.
  std::string_view header(std::string_view name) const {
    if (attached_) return attached_->header(name);
    for (const auto& [key, value] : headers_) {
      if (detail::is_same_field(key, name)) return value;
    }
    return {};
  }
  // Replaces the field. A value with CR, LF or NUL is an error of the app: the client sees a 500.
  Response& set_header(std::string_view name, std::string_view value) {
    if (attached_) {
      carboy::check(attached_->set_header(name, value));
      return *this;
    }
    std::erase_if(headers_,
                  [&](const auto& field) { return detail::is_same_field(field.first, name); });
    return add_header(name, value);
  }
  Response& add_header(std::string_view name, std::string_view value) {
    if (attached_) {
      carboy::check(attached_->add_header(name, value));
    } else {
      headers_.emplace_back(name, value);
    }
    return *this;
  }
  // Empty for a stream.
  std::string_view body() const {
    if (!attached_) return body_;
    const Bytes bytes = attached_->body();
    return {bytes.data, bytes.size};
  }
  Response& set_body(std::string body) {
    if (attached_) {
      attached_->set_body({body.data(), body.size()});
    } else {
      body_ = std::move(body);
    }
    return *this;
  }

  // Hands everything over. For the face; afterwards this is empty.
  void move_to(abi::Response* out) &&;
  void set_stream(abi::StreamCallback callback, bool event_stream) {
    drop_stream();
    stream_ = callback;
    event_stream_ = event_stream;
  }

  Response(Response&& other) noexcept
      : attached_(other.attached_),
        status_(other.status_),
        body_(std::move(other.body_)),
        headers_(std::move(other.headers_)),
        stream_(std::exchange(other.stream_, {})),
        event_stream_(other.event_stream_) {}
  Response& operator=(Response&& other) noexcept {
    if (this != &other) {
      drop_stream();
      attached_ = other.attached_;
      status_ = other.status_;
      body_ = std::move(other.body_);
      headers_ = std::move(other.headers_);
      stream_ = std::exchange(other.stream_, {});
      event_stream_ = other.event_stream_;
    }
    return *this;
  }
  ~Response() { drop_stream(); }

 private:
  void drop_stream() noexcept {
    if (stream_.drop != nullptr) stream_.drop(stream_.self);
    stream_ = {};
  }

  abi::Response* attached_ = nullptr;
  int status_ = 200;
  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  abi::StreamCallback stream_;
  bool event_stream_ = false;
};

namespace detail {
// Above this a body is handed over where it lies instead of being copied.
inline constexpr std::size_t kAdoptFrom = 4096;

inline void put_body(abi::Response* out, std::string&& body) {
  if (body.size() < kAdoptFrom) return out->set_body({body.data(), body.size()});
  auto* kept = new std::string(std::move(body));
  out->adopt_body(
      {kept->data(), kept->size()},
      [](void* owner) noexcept { delete static_cast<std::string*>(owner); }, kept);
}
inline constexpr std::string_view kHtml = "text/html; charset=utf-8";
}  // namespace detail

inline void Response::move_to(abi::Response* out) && {
  carboy::check(out->set_status(status_));
  bool typed = false;
  for (const auto& [name, value] : headers_) {
    carboy::check(out->add_header(name, value));
    typed = typed || std::string_view(out->header("content-type")).size() > 0;
  }
  if (stream_.function != nullptr) {
    out->stream_body(std::exchange(stream_, {}), event_stream_);
  } else {
    detail::put_body(out, std::move(body_));
  }
  if (!typed && status_ != 204 && status_ != 304) {
    carboy::check(out->set_header("Content-Type", detail::kHtml));
  }
}

// An empty answer of that status.
inline Response status(int code) { return Response(std::string(), code); }

// Sends the client elsewhere. 302 by default, as Flask; 303 after a form, 307 and 308 keep the
// method.
inline Response redirect(std::string_view location, int code = 302) {
  Response response(std::string(), code);
  response.set_header("Location", location);
  return response;
}

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
  return response;
}

}  // namespace carboy
