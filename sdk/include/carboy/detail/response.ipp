// Bodies of <carboy/response.h>.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/response.h>

#include <concepts>

namespace carboy {

inline Response& Response::set_status(int status) {
  if (attached_) {
    carboy::check(attached_->set_status(status));
  } else {
    status_ = status;
  }
  return *this;
}

inline Response& Response::set_status(int status, std::string_view reason) {
  return set_status(status).then(
      [kept = std::string(reason)](abi::Response* out) { return out->set_reason(kept); });
}

inline std::string_view Response::header(std::string_view name) const {
  if (attached_) return attached_->header(name);
  for (const auto& [key, value] : headers_) {
    if (detail::is_same_field(key, name)) return value;
  }
  return {};
}

inline Response& Response::set_header(std::string_view name, std::string_view value) {
  if (attached_) {
    carboy::check(attached_->set_header(name, value));
    return *this;
  }
  std::erase_if(headers_,
                [&](const auto& field) { return detail::is_same_field(field.first, name); });
  return add_header(name, value);
}

inline Response& Response::add_header(std::string_view name, std::string_view value) {
  if (attached_) {
    carboy::check(attached_->add_header(name, value));
  } else {
    headers_.emplace_back(name, value);
  }
  return *this;
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

inline Response& Response::add_etag(bool weak) {
  return then([weak](abi::Response* out) { return out->add_etag(weak); });
}

inline Response& Response::make_conditional(bool ranges) {
  return then([ranges](abi::Response* out) { return out->make_conditional(ranges); });
}

inline Response& Response::set_download_name(std::string_view name, bool attachment) {
  return then([kept = std::string(name), attachment](abi::Response* out) {
    return out->set_download_name(kept, attachment);
  });
}

inline std::string_view Response::body() const {
  if (!attached_) return body_;
  const Bytes bytes = attached_->body();
  return {bytes.data, bytes.size};
}

inline Response& Response::set_body(std::string body) {
  if (attached_) {
    attached_->set_body({body.data(), body.size()});
  } else {
    body_ = std::move(body);
  }
  return *this;
}

template <class F>
Response& Response::then(F step) {
  if (attached_) {
    carboy::check(step(attached_));
  } else {
    steps_.add(std::move(step));
  }
  return *this;
}

inline void Response::set_stream(abi::StreamCallback callback, bool event_stream) {
  drop_stream();
  stream_ = callback;
  event_stream_ = event_stream;
}

inline void Response::drop_stream() noexcept {
  if (stream_.drop != nullptr) stream_.drop(stream_.self);
  stream_ = {};
}

inline Response::Response(Response&& other) noexcept
    : attached_(other.attached_),
      status_(other.status_),
      body_(std::move(other.body_)),
      headers_(std::move(other.headers_)),
      steps_(std::move(other.steps_)),
      stream_(std::exchange(other.stream_, {})),
      event_stream_(other.event_stream_) {}

inline Response& Response::operator=(Response&& other) noexcept {
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

namespace detail {

inline void ResponseSteps::run(abi::Response* out) const {
  for (const Step& step : steps_) carboy::check(step.function(step.self, out));
}

// A body of at least this size is handed over in place instead of being copied.
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

namespace detail {

// What abort(Response) throws.
class AbortedResponse final : public HttpError {
 public:
  explicit AbortedResponse(Response response)
      : HttpError(response.status() < 400 ? 500 : response.status()),
        response_(std::move(response)) {}
  // Makes it the request's response, in place of what that has been so far.
  void move_to(abi::Response* out) {
    while (out->header_count() > 0) out->remove_header(out->header_at(0).name);
    std::move(response_).move_to(out);
  }

 private:
  Response response_;
};

// Calls f() like guarded(), for code that may make the response `out`: after abort(Response) the
// result is `aborted`.
template <class F>
Status guarded_response(abi::Response* out, Status aborted, F&& f) noexcept {
  return carboy::guarded([&]() -> Status {
    try {
      if constexpr (std::same_as<decltype(f()), Status>) {
        return f();
      } else {
        f();
        return Status::ok;
      }
    } catch (AbortedResponse& thrown) {
      thrown.move_to(out);
      return aborted;
    }
  });
}

}  // namespace detail

[[noreturn]] inline void abort(Response response) {
  throw detail::AbortedResponse(std::move(response));
}

inline Response status(int code) { return Response(std::string(), code); }

inline Response redirect(std::string_view location, int code) {
  return std::move(Response().then([kept = std::string(location), code](abi::Response* out) {
    return out->redirect(kept, code);
  }));
}

}  // namespace carboy
