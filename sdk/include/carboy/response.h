// What a view answers.
//
// Thread rule: not thread-safe. A Response made by a view is its own; the one a hook or a slot gets
// is the request's, and to be used until that returns.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/detail/callback.h>
#include <carboy/detail/duration.h>
#include <carboy/error.h>
#include <carboy/detail/field_name.h>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace carboy {

namespace detail {
// What is done to a response once it meets its request, in order.
class ResponseSteps {
 public:
  using Step = Callback<Status, abi::Response*>;

  ResponseSteps() = default;
  ResponseSteps(ResponseSteps&& other) noexcept : steps_(std::exchange(other.steps_, {})) {}
  ResponseSteps& operator=(ResponseSteps&& other) noexcept {
    std::swap(steps_, other.steps_);
    return *this;
  }
  ~ResponseSteps() {
    for (const Step& step : steps_) step.drop(step.self);
  }

  template <class F>
  void add(F step) {
    const auto call = [](void* self, abi::Response* out) noexcept {
      return (*static_cast<F*>(self))(out);
    };
    steps_.push_back(detail::callback<Step>(call, std::move(step)));
  }
  // Throws what a step failed with.
  void run(abi::Response* out) const {
    for (const Step& step : steps_) carboy::check(step.function(step.self, out));
  }

 private:
  std::vector<Step> steps_;
};
}  // namespace detail

// How a cookie is set. Unlike Flask's, one is kept from scripts, from other sites' forms and, when
// it was set over https, from plain http, unless this says otherwise.
struct CookieOptions {
  std::optional<std::chrono::seconds> max_age = {};  // nothing: until the browser is closed
  std::string_view path = "/";
  std::string_view domain = {};        // empty: the host alone, without its subdomains
  std::string_view same_site = "Lax";  // "Strict", "Lax", "None"; empty: left to the browser
  std::optional<bool> secure = {};     // nothing: if the request came over https
  bool http_only = true;
  bool partitioned = false;
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
  // With a text of your own in the status line, which most clients drop.
  Response& set_status(int status, std::string_view reason) {
    return set_status(status).then(
        [kept = std::string(reason)](abi::Response* out) { return out->set_reason(kept); });
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
  // Sets a cookie (RFC 6265). The value may be any text. Throws for a name that there cannot be.
  Response& set_cookie(std::string_view name, std::string_view value,
                       const CookieOptions& options = {});
  // Ends a cookie; path and domain as it was set with.
  Response& delete_cookie(std::string_view name, const CookieOptions& options = {});
  // Sets ETag to that of the body (Werkzeug's add_etag).
  Response& add_etag(bool weak = false) {
    return then([weak](abi::Response* out) { return out->add_etag(weak); });
  }
  // Answers 304, 412, 206 or 416 where the request's conditions and Range say so, by the response's
  // ETag and Last-Modified (RFC 9110, sections 13 and 14).
  Response& make_conditional(bool ranges = false) {
    return then([ranges](abi::Response* out) { return out->make_conditional(ranges); });
  }
  // Makes the browser save the body under that name, in any language (RFC 6266).
  Response& set_download_name(std::string_view name, bool attachment = true) {
    return then([kept = std::string(name), attachment](abi::Response* out) {
      return out->set_download_name(kept, attachment);
    });
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

  // Runs `step` (abi::Response* to Status) with the request's response: now, or once this meets it.
  // For the face.
  template <class F>
  Response& then(F step) {
    if (attached_) {
      carboy::check(step(attached_));
    } else {
      steps_.add(std::move(step));
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
        steps_(std::move(other.steps_)),
        stream_(std::exchange(other.stream_, {})),
        event_stream_(other.event_stream_) {}
  Response& operator=(Response&& other) noexcept {
    if (this != &other) {
      drop_stream();
      attached_ = other.attached_;
      status_ = other.status_;
      body_ = std::move(other.body_);
      headers_ = std::move(other.headers_);
      steps_ = std::move(other.steps_);
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
  detail::ResponseSteps steps_;
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
  for (const auto& [name, value] : headers_) carboy::check(out->add_header(name, value));
  if (stream_.function != nullptr) {
    out->stream_body(std::exchange(stream_, {}), event_stream_);
  } else {
    detail::put_body(out, std::move(body_));
  }
  steps_.run(out);
  const auto status = out->status();
  if (status != 204 && status != 304 && out->header("content-type").data == nullptr) {
    carboy::check(out->set_header("Content-Type", detail::kHtml));
  }
}

inline Response& Response::set_cookie(std::string_view name, std::string_view value,
                                      const CookieOptions& options) {
  return then([name = std::string(name), value = std::string(value), options,
               path = std::string(options.path), domain = std::string(options.domain),
               same_site = std::string(options.same_site)](abi::Response* out) {
    abi::Cookie cookie;
    cookie.name = name;
    cookie.value = value;
    cookie.path = path.empty() ? Text() : Text(path);
    cookie.domain = domain;
    cookie.same_site = same_site;
    cookie.has_max_age = options.max_age.has_value();
    if (options.max_age) cookie.max_age = options.max_age->count();
    cookie.secure = options.secure.value_or(false);
    cookie.secure_over_https = !options.secure;
    cookie.http_only = options.http_only;
    cookie.partitioned = options.partitioned;
    return out->set_cookie(&cookie);
  });
}

inline Response& Response::delete_cookie(std::string_view name, const CookieOptions& options) {
  CookieOptions ended = options;
  ended.max_age = std::chrono::seconds(0);
  return set_cookie(name, {}, ended);
}

// An empty answer of that status.
inline Response status(int code) { return Response(std::string(), code); }

// Sends the client elsewhere: a URL in any language, relative or not. 302 by default, as Flask; 303
// after a form, 307 and 308 keep the method. Do not redirect to what a client sent unchecked.
inline Response redirect(std::string_view location, int code = 302) {
  return std::move(Response().then([kept = std::string(location), code](abi::Response* out) {
    return out->redirect(kept, code);
  }));
}

}  // namespace carboy
