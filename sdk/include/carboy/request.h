// The request that a view answers, and the URLs of routes.
//
// Thread rule: a Request is to be used by the thread that runs the view, hook or slot it was passed
// to, until that returns. Texts that it returns are views of it and live as long. Only cancelled()
// may be called from other threads.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/files.h>
#include <carboy/values.h>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

namespace detail {
struct DefaultJson;
}  // namespace detail

// What the client prefers, according to one of the Accept fields (RFC 9110, section 12.5).
class Accept {
 public:
  // Only Request makes these.
  constexpr Accept(abi::Request* request, abi::AcceptKind kind) : request_(request), kind_(kind) {}

  // Returns the offer that the client prefers: the one of the highest quality, then the more
  // specific, then the first (Werkzeug's best_match). Returns nothing if the client accepts no
  // offer, or did not send the field.
  //
  //   if (request.accept.best_match({"text/html", "application/json"}) == "application/json") ...
  std::optional<std::string_view> best_match(std::initializer_list<std::string_view> offers) const;
  // Returns the quality of an offer, from 0 (not accepted) to 1.
  double quality(std::string_view offer) const { return request_->quality(kind_, offer); }
  // Returns whether the client accepts the offer at all.
  bool accepts(std::string_view offer) const { return quality(offer) > 0; }

 private:
  abi::Request* request_;
  abi::AcceptKind kind_;
};

// The credentials that the client sent in the Authorization field (RFC 9110, section 11.6.2).
// Nothing in them has been checked. Compare passwords with the check of a password hash, never
// with ==.
class Authorization {
 public:
  explicit Authorization(const abi::Authorization& received) : received_(received) {}

  // Returns the scheme in lower case, such as "basic", "bearer" or "digest".
  std::string_view type() const { return received_.type; }
  // Returns the token of Bearer (RFC 6750). It is empty for other schemes.
  std::string_view token() const { return received_.token; }
  // These return the credentials of Basic (RFC 7617); Digest has a user name only. They are empty
  // for other schemes.
  std::string_view username() const { return parameter("username"); }
  std::string_view password() const { return parameter("password"); }
  // Returns the parameter of that name, or an empty text.
  std::string_view parameter(std::string_view name) const;

 private:
  abi::Authorization received_;
};

// The name and the type of a value that extensions keep for one request. Declare it in a header
// that they share; the name begins with that of the extension whose header it is:
//
//   inline constexpr carboy::RequestKey<User> current_user{"login.user"};
//
// T is best a struct of numbers, Text and pointers, or a class that only one extension looks into:
// a type of the standard library has one layout only among extensions that were built alike.
template <class T>
struct RequestKey {
  constexpr explicit RequestKey(const char* text) : name(text) {}
  Text name;
};

// Views take it as their first parameter if they need it, and the parameters of the rule follow:
//
//   app.get("/books/<int:id>", [](const carboy::Request& request, int id) { ... });
class Request {
 public:
  explicit Request(abi::Request* request);

  // The query of the URL: request.args.get<int>("page", 1).
  Values args;
  // The fields of a form, urlencoded or multipart. It is empty if the body is anything else, and
  // also if a multipart form is malformed. Reading it throws 413 if the form exceeds [server]
  // max_form_memory or max_form_parts.
  Values form;
  // The cookies (RFC 6265).
  Values cookies;
  // The files of a multipart form.
  Files files;
  // The fields Accept, Accept-Language, Accept-Encoding and Accept-Charset.
  Accept accept, accept_language, accept_encoding, accept_charset;

  // ---- what was asked for

  // Returns the method, such as "GET".
  std::string_view method() const { return request_->method(); }
  // Returns the path, percent-decoded and in UTF-8. It begins with a slash.
  std::string_view path() const { return request_->path(); }
  // Returns the query as it was sent, without the question mark.
  std::string_view query() const { return request_->query(); }
  // Returns the request target as it was sent (RFC 9112, section 3.2).
  std::string_view target() const { return request_->target(); }

  // The functions from here to full_path() use what a proxy reports, if [server] trusted_proxies
  // names the proxy. Otherwise they use the connection and the Host field.

  // Returns the client's address, without the port.
  std::string_view remote_address() const { return request_->remote_address(); }
  // Returns "http" or "https".
  std::string_view scheme() const { return request_->scheme(); }
  bool is_secure() const { return scheme() == "https"; }
  // Returns the host in lower case, with the port unless that is the default of the scheme.
  std::string_view host() const { return request_->host(); }
  // Returns the path that the app is mounted under: "" or "/shop".
  std::string_view script_root() const { return request_->script_root(); }
  // Returns https://example.org/shop/page?x=1.
  std::string_view url() const { return request_->url(abi::UrlPart::url); }
  // Returns https://example.org/shop/page.
  std::string_view base_url() const { return request_->url(abi::UrlPart::base_url); }
  // Returns https://example.org/shop/.
  std::string_view root_url() const { return request_->url(abi::UrlPart::root_url); }
  // Returns /page?x=1.
  std::string_view full_path() const { return request_->url(abi::UrlPart::full_path); }

  // ---- header fields

  // Returns the first header field of that name. Names are compared without case.
  std::optional<std::string_view> header(std::string_view name) const;
  // Returns all header fields, names and values, in order and with repetitions.
  std::vector<std::pair<std::string_view, std::string_view>> headers() const;
  // These return the field of that name, or an empty text.
  std::string_view user_agent() const { return header("User-Agent").value_or(""); }
  std::string_view referrer() const { return header("Referer").value_or(""); }
  // Returns the credentials that the client sent. Returns nothing if there are none, or if they are
  // malformed.
  std::optional<Authorization> authorization() const;
  // Returns the ranges that the client asks for (RFC 9110, section 14.2). Returns nothing if it
  // asks for the whole representation, or if the field must be ignored. send_file() and
  // Response::make_conditional() evaluate the field themselves.
  std::optional<Ranges> ranges() const;

  // ---- the body

  // Returns the whole body. A body above [server] max_body_in_memory is stored on disk; it is
  // mapped here, so that only the pages that are read take memory.
  std::string_view body() const;
  // Returns the size of the body in bytes.
  std::uint64_t body_size() const { return request_->body_size(); }
  // Copies up to `capacity` bytes of the body, from `offset` on, to `into`. Returns the number of bytes
  // copied, which is 0 at the end.
  std::size_t read_body(std::uint64_t offset, char* into, std::size_t capacity) const;
  // Writes the body to the file `path`, whole or not at all. Throws if that fails, and also if the
  // file exists and `overwrite` is false.
  void save_body(std::string_view path, bool overwrite = false) const;
  // Returns the content type in lower case and without parameters, or an empty text.
  std::string mimetype() const;
  // Returns whether the content type is application/json or application/...+json.
  bool is_json() const;
  // Returns the body as nlohmann::json. Include <carboy/json.h>. Throws 415 unless is_json(), and
  // 400 if the body is not valid JSON or is nested more than 512 levels deep.
  template <class Tag = detail::DefaultJson>
  decltype(auto) json() const;

  // ---- the route

  // Returns the full name of the endpoint ("guestbook.list"), or an empty text if the route has
  // none.
  std::string_view endpoint() const { return request_->endpoint(); }
  // Returns the full name of the blueprint ("admin.users"), or an empty text outside of one.
  std::string_view blueprint() const { return request_->blueprint(); }
  // Returns the text of the rule that matched.
  std::string_view rule() const { return request_->rule(); }
  // Returns a parameter of the rule as text, percent-decoded.
  std::optional<std::string_view> parameter(std::string_view name) const;

  // ---- values that are kept for the request (Flask's g)
  //
  // They belong to the request that this thread works on, and all extensions see them. They are
  // destroyed when its last teardown function has run, the newest first. All throw OutsideRequest's
  // error outside of a request, and an error if the value was set with another type.

  // Returns the value, or null if nobody has set it. It lives until the request ends, or until it is
  // set again.
  //
  //   if (const User* user = request.get(current_user)) ...
  template <class T>
  T* get(const RequestKey<T>& key) const;
  // Keeps a value, in place of one that is there. The extension that calls this is not unloaded
  // before the value has been destroyed.
  template <class T, class U>
  T& set(const RequestKey<T>& key, U&& value) const;
  // Returns the value. If nobody has set it, sets it to what f() returns first.
  //
  //   const User& user = request.get_or_make(current_user, [&] { return find_user(request); });
  template <class T, class F>
  T& get_or_make(const RequestKey<T>& key, F f) const;

  // ---- the request itself

  // Returns the id that marks this request in the log: 32 hexadecimal digits, or the X-Request-Id
  // of a trusted proxy.
  std::string_view id() const { return request_->request_id(); }
  // Returns whether the client has closed the connection, or the server is stopping and [server]
  // grace is over. Once true it stays true. A view that takes long should call it now and then, and
  // end early. May be called from any thread.
  bool cancelled() const { return request_->cancelled(); }

  abi::Request* abi() const noexcept { return request_; }

 private:
  abi::Request* request_;
};

// Returns the request that this thread works on, also inside a service of another extension
// (Flask's `request`). Throws OutsideRequest in timers, commands and background work.
Request current_request();

// Returns the URL of a route by its endpoint (Flask's url_for). A name that begins with a dot
// belongs to the current blueprint. `values` are pairs of a name and a value: the parameters of the
// rule, and all others become the query. _anchor, _scheme, _external and _method have Flask's
// meaning.
//
//   url_for(".entry", "id", 7)                    /guestbook/7
//   url_for("list", "page", 2, "sort", "title")   /list/2?sort=title
//
// Outside of a request the URL is absolute, and [app] server_name is required. Throws if no
// endpoint has that name (the message suggests one) or if a parameter is missing.
template <class... Values>
std::string url_for(std::string_view endpoint, const Values&... values);

}  // namespace carboy

#include <carboy/detail/request.ipp>
