// Errors, and how they cross the boundary: as a status and an id, never as a C++ exception.
//
// An exception that leaves a view, hook, slot or task is caught in the extension's own library and
// becomes an HTTP error response and a line in the log. The identity of an error is a text with a
// chain of parents ("shop.OutOfStock", "carboy.HttpError"), so that an error handler finds it
// whichever library threw it.
//
// Thread rule: as for std::exception. An object belongs to one thread at a time; the functions may
// be called from any thread.
#pragma once

#include <carboy/abi/types.h>
#include <carboy/detail/runtime.h>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy {

// Header fields of the response that an error becomes, as pairs of a name and a value.
using ErrorHeaders = std::vector<std::pair<std::string, std::string>>;

// The base of all errors with an identity. Derive from it, and give the class an id:
//
//   struct OutOfStock : carboy::Error {
//     static constexpr carboy::ErrorId id{"shop.OutOfStock", &carboy::HttpError::id};
//     explicit OutOfStock(std::string why) : Error(id, 409, std::move(why)) {}
//   };
//
// Any extension that includes this class can then handle it:
//
//   app.error<OutOfStock>([] { return carboy::Response("There is none left.", 409); });
class Error : public std::exception {
 public:
  static constexpr ErrorId id{"carboy.Error"};

  // `identity` must have static storage duration; `code` is an HTTP status code, 400 to 599.
  // `headers` are fields of the response that the error becomes; those that an error handler sets
  // itself take precedence.
  Error(const ErrorId& identity, int code, std::string message, ErrorHeaders headers = {})
      : identity_(&identity),
        code_(code),
        message_(std::move(message)),
        headers_(std::move(headers)) {}

  // Returns the message. Clients see it when code() is below 500; otherwise only the log has it.
  const char* what() const noexcept override { return message_.c_str(); }
  // Returns the status code of the response that the error becomes when no handler answers it.
  int code() const noexcept { return code_; }
  // Returns the id that was given to the constructor.
  const ErrorId& identity() const noexcept { return *identity_; }
  // Returns the fields of the response that the error becomes.
  const ErrorHeaders& headers() const noexcept { return headers_; }

 private:
  const ErrorId* identity_;
  int code_;
  std::string message_;
  ErrorHeaders headers_;
};

// An error that is nothing but an HTTP status code. abort() throws it.
class HttpError : public Error {
 public:
  static constexpr ErrorId id{"carboy.HttpError", &Error::id};
  explicit HttpError(int code, std::string message = {}, ErrorHeaders headers = {})
      : Error(id, code, std::move(message), std::move(headers)) {}
};

// What handlers of 500 and of HttpError receive in place of an error that no handler answered
// (Flask's InternalServerError). The ids of the original error follow its own, so
// error.is(OutOfStock::id) still holds.
class InternalServerError : public Error {
 public:
  static constexpr ErrorId id{"carboy.InternalServerError", &HttpError::id};
};

// Thrown when something is registered after init_app has returned.
class SetupFinished : public Error {
 public:
  static constexpr ErrorId id{"carboy.SetupFinished", &Error::id};
};

// Thrown when a service is called that has no provider, or no longer has one. A view that lets it
// through is answered with 503 and Retry-After.
class ServiceUnavailable : public Error {
 public:
  static constexpr ErrorId id{"carboy.ServiceUnavailable", &HttpError::id};
  explicit ServiceUnavailable(std::string message) : Error(id, 503, std::move(message)) {}
};

// Thrown when nobody waits for the result any more: the client has gone, or the extension is being
// stopped.
class Cancelled : public Error {
 public:
  static constexpr ErrorId id{"carboy.Cancelled", &HttpError::id};
  Cancelled() : Error(id, 503, "Nobody waits for the result any more.") {}
};

// Thrown by functions that need a current request when there is none (Flask's "Working outside of
// request context").
class OutsideRequest : public Error {
 public:
  static constexpr ErrorId id{"carboy.OutsideRequest", &Error::id};
  explicit OutsideRequest(std::string message) : Error(id, 500, std::move(message)) {}
};

// An error that crossed the boundary. It was thrown by another extension, by the host, or by this
// extension before it passed through the host. Error handlers and teardown functions receive it.
class ReceivedError : public Error {
 public:
  // The host passes on at most this number of ids.
  static constexpr std::size_t kMaxIds = 8;

  explicit ReceivedError(const abi::Error& error);

  // Returns the error's own id, such as "shop.OutOfStock". The text is empty if the error has none,
  // and it lives as long as this object.
  std::string_view name() const noexcept { return name_at(0); }
  // Returns whether the error has that id, or is derived from the error that has it:
  //   if (error.is(OutOfStock::id)) ...
  bool is(const ErrorId& identity) const noexcept;
  // Returns the number of ids. The error's own is the first, and its parents' follow.
  std::size_t name_count() const noexcept { return count_; }
  // Returns the id number `i`, or an empty text unless i < name_count().
  std::string_view name_at(std::size_t i) const noexcept;

 private:
  std::string names_;  // each ends with a line feed
  std::size_t count_ = 0;
};

// Ends the view with an error response of that status code (Flask's abort). `message` is shown to
// the client when the code is below 500. Error handlers for the code run as usual.
//
//   if (!entry) carboy::abort(404);
//
// `headers` are fields of that response, also when an error handler makes it, unless the handler
// sets them itself. A field that HTTP does not allow makes it a 500.
//
//   carboy::abort(401, "Who are you?", {{"WWW-Authenticate", "Basic realm=\"shop\""}});
//
// <carboy/response.h> has abort(Response), which ends the view with a whole response.
[[noreturn]] void abort(int code, std::string message = {}, ErrorHeaders headers = {});

// Calls f() and returns the Status that it returns, or Status::ok if it returns nothing. If f()
// throws, the exception becomes this thread's error and the result is Status::failed. Functions of
// a service must not throw; put the body of each that might into guarded():
//
//   carboy::Status latest(carboy::TextSink out) noexcept override {
//     return carboy::guarded([&] { out.put(entries_.at(0).text); });
//   }
template <class F>
Status guarded(F&& f) noexcept;

// The way back. Throws this thread's error as a ReceivedError for Status::failed and
// Status::refused, HttpError(404) for Status::not_found and Cancelled for Status::cancelled. Does
// nothing for Status::ok and Status::answered:
//
//   carboy::check(entries->latest(carboy::into(text)));
void check(Status status);

}  // namespace carboy

#include <carboy/detail/error.ipp>
