// The response of a view, and cookies, redirects and bare status codes.
//
// Thread rule: not thread-safe. A Response that a view makes belongs to the view. The Response that
// a hook, wrapper or slot receives is that of the request, and is to be used until the function
// returns.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/detail/duration.h>
#include <carboy/detail/response_steps.h>
#include <carboy/error.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

// How a cookie is set (RFC 6265). The defaults are stricter than Flask's: scripts cannot read the
// cookie, other sites' forms do not send it, and a cookie that was set over https is never sent
// over plain http.
//
//   response.set_cookie("theme", "dark", {.max_age = std::chrono::hours(24 * 365)});
struct CookieOptions {
  std::optional<std::chrono::seconds> max_age = {};  // nothing: until the browser is closed
  std::string_view path = "/";                       // the path below which it is sent
  std::string_view domain = {};        // empty: this host only, without its subdomains
  std::string_view same_site = "Lax";  // "Strict", "Lax" or "None"; empty: the browser decides
  std::optional<bool> secure = {};     // nothing: true if the request came over https
  bool http_only = true;               // hidden from scripts
  bool partitioned = false;            // kept apart for each embedding site (CHIPS)
};

// A response with a status, header fields and a body. It can be moved, but not copied. The setters
// return the Response, so that they can be chained:
//
//   app.get("/report", [] {
//     carboy::Response response("a,b\n1,2\n");
//     response.set_header("Content-Type", "text/csv; charset=utf-8").set_status(201);
//     return response;
//   });
//
// Hooks and wrappers receive a Response, too. It is attached to the request: the same functions
// then read and change the response that is about to be sent.
//
//   app.after_request([](carboy::Response& response) { response.set_header("X-A", "1"); });
class Response {
 public:
  // Status 200, no body.
  Response() = default;
  // A body of HTML in UTF-8, unless Content-Type is set to something else. A view may return the
  // text itself instead.
  Response(std::string body, int status = 200) : status_(status), body_(std::move(body)) {}
  Response(std::string_view body, int status = 200) : Response(std::string(body), status) {}
  Response(const char* body, int status = 200) : Response(std::string(body), status) {}
  // The response of the request. Only hooks, wrappers and slots get one.
  explicit Response(abi::Response* attached) : attached_(attached) {}

  // Returns the status code.
  int status() const { return attached_ ? attached_->status() : status_; }
  // Sets the status code. A code outside of 200 to 599 is an error of the app: the client gets 500.
  Response& set_status(int status);
  // Sets the text after the status code, too, which most clients ignore.
  Response& set_status(int status, std::string_view reason);

  // Returns the first field of that name, or an empty text. Names are compared without case.
  std::string_view header(std::string_view name) const;
  // Replaces all fields of that name by one. A name that is not a token (RFC 9110, section 5.6.2)
  // or a value with CR, LF or NUL is an error of the app: the client gets 500.
  Response& set_header(std::string_view name, std::string_view value);
  // Adds one more field of that name, under the same rules.
  Response& add_header(std::string_view name, std::string_view value);

  // Sets a cookie. The value may be any text; it is quoted as Werkzeug quotes it. Throws if the
  // name is not a valid cookie name (RFC 6265), at the latest when the view returns.
  Response& set_cookie(std::string_view name, std::string_view value,
                       const CookieOptions& options = {});
  // Makes the browser delete a cookie. `path` and `domain` must be those it was set with.
  Response& delete_cookie(std::string_view name, const CookieOptions& options = {});

  // Sets ETag to a digest of the body, unless there is an ETag (Werkzeug's add_etag). A weak ETag
  // says that the body means the same, not that it is equal byte by byte.
  Response& add_etag(bool weak = false);
  // Changes the response to 304 or 412 if the request's conditions require it, according to the
  // ETag and Last-Modified of the response (RFC 9110, section 13). With `ranges`, also to 206 or
  // 416 as the request's Range requires (section 14). It is not for streams.
  //
  //   response.add_etag().make_conditional();
  Response& make_conditional(bool ranges = false);
  // Makes the browser save the body as a file of that name, in any language (RFC 6266), or only
  // name it so if `attachment` is false.
  Response& set_download_name(std::string_view name, bool attachment = true);

  // Returns the body. It is empty for a stream.
  std::string_view body() const;
  // Replaces the body.
  Response& set_body(std::string body);

  // The functions from here on are for the other headers of the C++ API.

  // Calls step(abi::Response*) -> Status with the request's response: now if this one is attached,
  // else when the view has returned.
  template <class F>
  Response& then(F step);
  // Moves everything into the request's response.
  void move_to(abi::Response* out) &&;
  void set_stream(abi::StreamCallback callback, bool event_stream);

  Response(Response&& other) noexcept;
  Response& operator=(Response&& other) noexcept;
  ~Response() { drop_stream(); }

 private:
  void drop_stream() noexcept;

  abi::Response* attached_ = nullptr;  // null: the members below are the response
  int status_ = 200;
  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  detail::ResponseSteps steps_;
  abi::StreamCallback stream_;
  bool event_stream_ = false;
};

// Returns an empty response of that status code: return carboy::status(204).
Response status(int code);

// Returns a redirect to `location`: a URL in any language, absolute or relative (RFC 3987). The
// code is 302 by default, as in Flask. Use 303 after a form; 307 and 308 keep the method. Check
// what a client sent before you redirect to it, since any host is allowed.
Response redirect(std::string_view location, int code = 302);

// Ends the view, hook, wrapper or error handler with this response (Flask's abort(response)). No
// error handler runs; after_request hooks run as usual. It is for code of the same extension: if it
// is called by a function of a service, the caller gets an HttpError of the response's status, or of
// 500 if that is below 400.
//
//   carboy::abort(carboy::redirect(carboy::url_for("login"), 303));
[[noreturn]] void abort(Response response);

}  // namespace carboy

#include <carboy/detail/response.ipp>
