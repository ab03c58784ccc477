// The request a view answers.
//
// Thread rule: to be used by the thread that runs the view, hook or slot it was passed to, until
// that returns; views of its text live as long. Only cancelled() may be asked from other threads.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/files.h>
#include <carboy/detail/parsed.h>
#include <carboy/detail/printed.h>
#include <carboy/values.h>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

// What the client likes to get, by one of the Accept fields (RFC 9110, section 12.5).
class Accept {
 public:
  // Made by Request.
  constexpr Accept(abi::Request* request, abi::AcceptKind kind) : request_(request), kind_(kind) {}

  // The offer it likes best; nothing when it likes none, or says nothing (Werkzeug's best_match).
  //   request.accept.best_match({"application/json", "text/html"})
  std::optional<std::string_view> best_match(std::initializer_list<std::string_view> offers) const {
    std::vector<Text> texts(offers.begin(), offers.end());
    const auto index = request_->best_match(kind_, texts.data(), texts.size());
    if (index < 0) return std::nullopt;
    return offers.begin()[index];
  }
  // How much it likes it, 0 to 1.
  double quality(std::string_view offer) const { return request_->quality(kind_, offer); }
  bool accepts(std::string_view offer) const { return quality(offer) > 0; }

 private:
  abi::Request* request_;
  abi::AcceptKind kind_;
};

// Who the client says it is: nothing of it has been checked.
class Authorization {
 public:
  explicit Authorization(const abi::Authorization& received) : received_(received) {}

  // "basic", "bearer", "digest" ..., in lower case.
  std::string_view type() const { return received_.type; }
  // Of a bearer; empty for others.
  std::string_view token() const { return received_.token; }
  // Of Basic (RFC 7617) and Digest; empty for others. Compare passwords with a hash's check, never
  // with ==.
  std::string_view username() const { return parameter("username"); }
  std::string_view password() const { return parameter("password"); }
  std::string_view parameter(std::string_view name) const {
    for (std::size_t i = 0; i < received_.parameters.count; ++i) {
      const abi::Pair& pair = received_.parameters.items[i];
      if (std::string_view(pair.name) == name) return pair.value;
    }
    return {};
  }

 private:
  abi::Authorization received_;
};

namespace detail {
inline Status args_of(abi::Request* request, abi::Pairs* out) noexcept {
  return request->args(out);
}
inline Status form_of(abi::Request* request, abi::Pairs* out) noexcept {
  return request->form(out);
}
inline Status cookies_of(abi::Request* request, abi::Pairs* out) noexcept {
  return request->cookies(out);
}
// Told apart only by <carboy/json.h>.
struct DefaultJson;
template <class>
struct request_json_needs_the_header_carboy_json;
}  // namespace detail

class Request {
 public:
  explicit Request(abi::Request* request)
      : args(request, &detail::args_of),
        form(request, &detail::form_of),
        cookies(request, &detail::cookies_of),
        files(request),
        accept(request, abi::AcceptKind::media),
        accept_language(request, abi::AcceptKind::language),
        accept_encoding(request, abi::AcceptKind::encoding),
        accept_charset(request, abi::AcceptKind::charset),
        request_(request) {}

  // Of the query.
  Values args;
  // Of a body that is an HTML form; empty for any other. Throws 413 above [server] max_form_memory
  // and max_form_parts.
  Values form;
  Values cookies;
  // Of a multipart form.
  Files files;
  Accept accept, accept_language, accept_encoding, accept_charset;

  // "GET", "POST", ...
  std::string_view method() const { return request_->method(); }
  // Percent-decoded, UTF-8, begins with a slash.
  std::string_view path() const { return request_->path(); }
  // Behind the question mark, as sent.
  std::string_view query() const { return request_->query(); }
  // The request target as sent (RFC 9112, section 3.2).
  std::string_view target() const { return request_->target(); }

  // These as a trusted proxy says, where there is one ([server] trusted_proxies).
  // The address of the client, without port.
  std::string_view remote_address() const { return request_->remote_address(); }
  std::string_view scheme() const { return request_->scheme(); }
  bool is_secure() const { return scheme() == "https"; }
  // In lower case, with its port unless that is the scheme's own.
  std::string_view host() const { return request_->host(); }
  // The path the app is mounted under: "" or "/shop".
  std::string_view script_root() const { return request_->script_root(); }
  // https://example.org/shop/page?x=1
  std::string_view url() const { return request_->url(abi::UrlPart::url); }
  // https://example.org/shop/page
  std::string_view base_url() const { return request_->url(abi::UrlPart::base_url); }
  // https://example.org/shop/
  std::string_view root_url() const { return request_->url(abi::UrlPart::root_url); }
  // /page?x=1
  std::string_view full_path() const { return request_->url(abi::UrlPart::full_path); }

  // The first header field of that name.
  std::optional<std::string_view> header(std::string_view name) const {
    const Text value = request_->header(name);
    if (value.data == nullptr) return std::nullopt;
    return std::string_view(value);
  }
  // All header fields in order, repetitions kept.
  std::vector<std::pair<std::string_view, std::string_view>> headers() const {
    std::vector<std::pair<std::string_view, std::string_view>> fields(request_->header_count());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const abi::HeaderField field = request_->header_at(i);
      fields[i] = {field.name, field.value};
    }
    return fields;
  }
  std::string_view user_agent() const { return header("User-Agent").value_or(""); }
  std::string_view referrer() const { return header("Referer").value_or(""); }
  // What Authorization says, when it can be read.
  std::optional<Authorization> authorization() const {
    abi::Authorization received;
    if (!request_->authorization(&received)) return std::nullopt;
    return Authorization(received);
  }

  // Which parts of a representation are asked for (RFC 9110, section 14.2); nothing when all of it
  // is, or the field is to be ignored. send_file and make_conditional look at it by themselves.
  std::optional<abi::Ranges> ranges() const {
    abi::Ranges asked;
    if (!request_->ranges(&asked)) return std::nullopt;
    return asked;
  }

  // All of it. A body above [server] max_body_in_memory lies on the disk, and is mapped here.
  std::string_view body() const {
    const Bytes bytes = request_->body();
    return {bytes.data, bytes.size};
  }
  // In bytes.
  std::uint64_t body_size() const { return request_->body_size(); }
  // Copies up to `room` bytes of it from `offset` on; how many. 0: the end.
  std::size_t read_body(std::uint64_t offset, char* into, std::size_t room) const {
    std::size_t got = 0;
    carboy::check(request_->read_body(offset, into, room, &got));
    return got;
  }
  // Writes it to `path`, whole or not at all. Throws when there is such a file and `overwrite` is
  // false.
  void save_body(std::string_view path, bool overwrite = false) const {
    carboy::check(request_->save_body(path, overwrite));
  }
  // The content type without parameters, in lower case; empty when there is none.
  std::string mimetype() const {
    std::string type(detail::without_blanks(header("Content-Type").value_or("")));
    type.resize(detail::without_blanks(type.substr(0, type.find(';'))).size());
    for (char& c : type) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return type;
  }
  // Whether the body says it is JSON: application/json or application/...+json.
  bool is_json() const {
    const std::string type = mimetype();
    return type == "application/json" ||
           (type.starts_with("application/") && type.ends_with("+json"));
  }
  // The body as nlohmann::json; include <carboy/json.h>. Throws 415 when it does not say that it is
  // JSON, 400 when it is none, or deeper than 512 levels.
  template <class Tag = detail::DefaultJson>
  decltype(auto) json() const {
    return detail::request_json_needs_the_header_carboy_json<Tag>::of(*this);
  }

  // The endpoint's full name ("guestbook.list"); empty when the route has none.
  std::string_view endpoint() const { return request_->endpoint(); }
  // The blueprint's, with those around it ("admin.users"); empty outside of one.
  std::string_view blueprint() const { return request_->blueprint(); }
  // The text of the rule that matched.
  std::string_view rule() const { return request_->rule(); }
  // A parameter of the rule by name, as text.
  std::optional<std::string_view> parameter(std::string_view name) const {
    const Text value = request_->parameter_named(name);
    if (value.data == nullptr) return std::nullopt;
    return std::string_view(value);
  }
  // By which log lines of this request are found: 32 hexadecimal digits, or a trusted proxy's.
  std::string_view id() const { return request_->request_id(); }
  // The client has gone, or the server is stopping and its grace is over. From any thread.
  bool cancelled() const { return request_->cancelled(); }

  abi::Request* abi() const noexcept { return request_; }

 private:
  abi::Request* request_;
};

// The request this thread works on, also when a service of another extension's is running. Throws
// OutsideRequest where there is none: in timers, commands and background work.
inline Request current_request() {
  abi::Request* request = detail::host->current();
  if (request == nullptr) {
    throw OutsideRequest(
        "There is no request here: timers, commands and background work run outside of one.");
  }
  return Request(request);
}

namespace detail {
inline void append_to_string(void* self, Text piece) noexcept {
  static_cast<std::string*>(self)->append(piece.data, piece.size);
}
inline TextSink sink_into(std::string& out) { return {&detail::append_to_string, &out}; }

inline std::string url_for(std::string_view endpoint, const Text* values, std::size_t count) {
  std::string url;
  const TextSink sink = detail::sink_into(url);
  abi::Request* request = host->current();
  carboy::check(request != nullptr ? request->url_for(endpoint, values, count, sink)
                                   : host->url_for(endpoint, values, count, sink));
  return url;
}
}  // namespace detail

// The URL of a route by its endpoint. A name that begins with a dot is of the current blueprint.
// `values` are name, value, name, value ...: the rule's parameters; others become the query.
//   url_for(".entry", "id", 7)
// Outside a request it is absolute and needs [app] server_name. Throws when there is no such
// endpoint (with a suggestion) or a parameter is missing.
template <class... Values>
std::string url_for(std::string_view endpoint, const Values&... values) {
  static_assert(sizeof...(Values) % 2 == 0,
                "url_for_takes_values_in_pairs: url_for(endpoint, name, value, name, value ...)");
  if constexpr (sizeof...(Values) == 0) {
    return detail::url_for(endpoint, nullptr, 0);
  } else {
    const std::string kept[] = {detail::printed(values)...};
    Text texts[sizeof...(Values)];
    for (std::size_t i = 0; i < sizeof...(Values); ++i) texts[i] = kept[i];
    return detail::url_for(endpoint, texts, sizeof...(Values));
  }
}

}  // namespace carboy
