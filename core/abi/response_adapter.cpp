#include "core/abi/crossing.h"
#include "core/abi/exchange_adapters.h"
#include "core/abi/stream_body.h"
#include "core/app/conditional_answer.h"
#include "core/app/file_answer.h"
#include "core/app/request_state.h"
#include "core/http/cookies.h"
#include "core/http/location.h"

namespace carboy::core::abi {
namespace {

Status refuse_header(Text name) {
  return failed(
      "The response header " + std::string(std::string_view(name)) +
      " was rejected: a name consists of letters, digits and hyphens, and a value must not "
      "have a line break or a NUL.");
}

http::SetCookie cookie_of(const carboy::abi::Cookie& cookie) {
  http::SetCookie made;
  made.name = cookie.name;
  made.value = cookie.value;
  if (cookie.has_max_age) made.max_age = cookie.max_age;
  if (cookie.has_expires) made.expires = cookie.expires;
  made.path.reset();
  if (cookie.path.data != nullptr) made.path = std::string_view(cookie.path);
  made.domain = cookie.domain;
  made.same_site = cookie.same_site;
  made.secure = cookie.secure;
  made.http_only = cookie.http_only;
  made.partitioned = cookie.partitioned;
  return made;
}

app::FileOptions options_of(const carboy::abi::FileOptions& options) {
  app::FileOptions made;
  made.content_type = options.content_type;
  made.download_name = options.download_name;
  made.etag = options.etag;
  if (options.last_modified >= 0) made.last_modified = options.last_modified;
  if (options.max_age >= 0) made.max_age = options.max_age;
  made.attachment = options.attachment;
  made.conditional = options.conditional;
  return made;
}

}  // namespace

int32_t ResponseAdapter::status() noexcept { return exchange_.response.status; }
Status ResponseAdapter::set_status(int32_t status) noexcept {
  if (status < 200 || status > 599) {
    return failed("The response status " + std::to_string(status) +
                  " was rejected: it must be from 200 to 599.");
  }
  exchange_.response.status = status;
  return Status::ok;
}
Text ResponseAdapter::header(Text name) noexcept {
  return text_or_none(exchange_.response.fields.find(name));
}
size_t ResponseAdapter::header_count() noexcept { return exchange_.response.fields.size(); }
carboy::HeaderField ResponseAdapter::header_at(size_t index) noexcept {
  if (index >= exchange_.response.fields.size()) return {};
  const http::Field field = exchange_.response.fields.at(index);
  return {field.name, field.value};
}
Status ResponseAdapter::set_header(Text name, Text value) noexcept {
  return exchange_.response.fields.set(name, value) ? Status::ok : refuse_header(name);
}
Status ResponseAdapter::add_header(Text name, Text value) noexcept {
  return exchange_.response.fields.add(name, value) ? Status::ok : refuse_header(name);
}
void ResponseAdapter::remove_header(Text name) noexcept { exchange_.response.fields.remove(name); }
Bytes ResponseAdapter::body() noexcept {
  const std::string_view bytes = exchange_.response.body.bytes();
  return {bytes.data(), bytes.size()};
}
void ResponseAdapter::set_body(Bytes bytes) noexcept {
  exchange_.response.body.assign({bytes.data, bytes.size});
}
void ResponseAdapter::adopt_body(Bytes bytes, void (*release)(void*) noexcept,
                                 void* owner) noexcept {
  exchange_.response.body.adopt({{bytes.data, bytes.size}, release, owner});
}
void ResponseAdapter::stream_body(carboy::abi::StreamCallback next, bool event_stream) noexcept {
  if (author_ == nullptr) {
    // A slot may read a response and add to it; only a view, a hook or a wrapper may answer.
    if (next.drop != nullptr) next.drop(next.self);
    return;
  }
  exchange_.response.body.stream(
      std::make_unique<StreamBody>(exchange_, *author_, next, event_stream));
}
Status ResponseAdapter::set_cookie(const carboy::abi::Cookie* cookie) noexcept {
  return contained([&] {
    const carboy::abi::Cookie given = completed(*cookie);
    http::SetCookie made = cookie_of(given);
    made.secure |= given.secure_over_https && exchange_.state().origin.is_secure();
    const http::CookieText text = http::dump_cookie(made);
    if (text.error != http::CookieError::none) {
      return failed("The cookie " + std::string(std::string_view(given.name)) +
                    " was rejected: " + std::string(http::describe(text.error)));
    }
    return add_header("Set-Cookie", text.text);
  });
}
Status ResponseAdapter::redirect(Text location, int32_t status) noexcept {
  return contained([&] {
    const auto uri = http::iri_to_uri(location);
    if (!uri) {
      return failed("A redirect to \"" + std::string(std::string_view(location)) +
                    "\" was rejected: its host or port is malformed.");
    }
    if (status < 300 || status > 399) {
      return failed("A redirect with status " + std::to_string(status) +
                    " was rejected: it must be from 300 to 399.");
    }
    exchange_.response.status = status;
    exchange_.response.body.assign(http::redirect_page(location));
    const Status typed = set_header("Content-Type", "text/html; charset=utf-8");
    return typed == Status::ok ? set_header("Location", *uri) : typed;
  });
}
Status ResponseAdapter::send_file(Text folder, Text path,
                                  const carboy::abi::FileOptions* options) noexcept {
  return contained([&] {
    const bool done =
        app::answer_with_file(exchange_, folder, path, options_of(completed(*options)));
    return done ? Status::ok : Status::failed;
  });
}
Status ResponseAdapter::set_download_name(Text name, bool attachment) noexcept {
  return contained([&] { app::set_download_name(exchange_.response, name, attachment); });
}
Status ResponseAdapter::add_etag(bool weak) noexcept {
  return contained([&] { app::add_etag(exchange_.response, weak); });
}
Status ResponseAdapter::make_conditional(bool ranges) noexcept {
  return contained([&] { app::make_conditional(exchange_, ranges); });
}
Status ResponseAdapter::set_reason(Text reason) noexcept {
  return contained([&] {
    return exchange_.response.set_reason(reason)
               ? Status::ok
               : failed("The reason phrase of a response was rejected: it has a line break.");
  });
}

}  // namespace carboy::core::abi
