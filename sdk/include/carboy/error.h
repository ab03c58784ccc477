// Errors, and how they cross: as a status and an id, never as a C++ exception.
//
// An error's identity is a text with a chain of parents ("shop.OutOfStock", "carboy.HttpError"), so
// that a handler finds it whichever library threw it. Thread rule: as std::exception.
#pragma once

#include <carboy/abi/types.h>
#include <carboy/runtime.h>

#include <concepts>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace carboy {

// The base of errors with an identity. Derive, and give yours an id:
//   struct OutOfStock : carboy::Error {
//     static constexpr carboy::ErrorId id{"shop.OutOfStock", &carboy::HttpError::id};
//     explicit OutOfStock(std::string why) : Error(id, 409, std::move(why)) {}
//   };
class Error : public std::exception {
 public:
  static constexpr ErrorId id{"carboy.Error"};

  Error(const ErrorId& identity, int code, std::string message)
      : identity_(&identity), code_(code), message_(std::move(message)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  // The HTTP status it becomes when nobody handles it.
  int code() const noexcept { return code_; }
  const ErrorId& identity() const noexcept { return *identity_; }

 private:
  const ErrorId* identity_;
  int code_;
  std::string message_;
};

// An error that is an HTTP status; what abort() throws.
class HttpError : public Error {
 public:
  static constexpr ErrorId id{"carboy.HttpError", &Error::id};
  explicit HttpError(int code, std::string message = {}) : Error(id, code, std::move(message)) {}
};

// Stands for an error nobody has handled, to handlers for 500 and for HTTP errors; the original's
// names come behind its own: error.is(OutOfStock::id) holds.
class InternalServerError : public Error {
 public:
  static constexpr ErrorId id{"carboy.InternalServerError", &HttpError::id};
};

// Something was registered after init_app had returned.
class SetupFinished : public Error {
 public:
  static constexpr ErrorId id{"carboy.SetupFinished", &Error::id};
};

// A service was called whose provider is not there (any more). 503 with Retry-After from a view.
class ServiceNotThere : public Error {
 public:
  static constexpr ErrorId id{"carboy.ServiceNotThere", &HttpError::id};
  explicit ServiceNotThere(std::string message) : Error(id, 503, std::move(message)) {}
};

// Something that only makes sense inside a request was done outside of one.
class OutsideRequest : public Error {
 public:
  static constexpr ErrorId id{"carboy.OutsideRequest", &Error::id};
  explicit OutsideRequest(std::string message) : Error(id, 500, std::move(message)) {}
};

// An error that came over the boundary: another extension's, or the host's.
class ReceivedError : public Error {
 public:
  static constexpr std::size_t kMaxIds = 8;

  explicit ReceivedError(const abi::Error& error)
      : Error(Error::id, error.code, std::string(std::string_view(error.message))) {
    for (; count_ < error.id_count && count_ < kMaxIds; ++count_) {
      names_.append(error.ids[count_].data, error.ids[count_].size).push_back('\n');
    }
  }
  // The error's own id; empty when it has none.
  std::string_view name() const noexcept { return name_at(0); }
  // Whether it is, or is a case of, the error with that id.
  bool is(const ErrorId& identity) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (name_at(i) == std::string_view(identity.name)) return true;
    }
    return false;
  }
  // Its own id first, then its parents'.
  std::size_t name_count() const noexcept { return count_; }
  std::string_view name_at(std::size_t i) const noexcept {
    std::string_view rest = names_;
    for (; i > 0 && !rest.empty(); --i) rest.remove_prefix(rest.find('\n') + 1);
    return rest.substr(0, rest.find('\n'));
  }

 private:
  std::string names_;  // each ends with a line feed
  std::size_t count_ = 0;
};

// Ends the view with an error response of that status (Flask's abort).
[[noreturn]] inline void abort(int code, std::string message = {}) {
  throw HttpError(code, std::move(message));
}

namespace detail {

inline void set_error(int code, const Text* ids, std::size_t count, std::string_view message) {
  abi::Error error;
  error.code = code;
  error.ids = ids;
  error.id_count = static_cast<uint32_t>(count);
  error.message = message;
  host->set_error(&error);
}

inline void set_error(const Error& error) {
  Text ids[ReceivedError::kMaxIds];
  std::size_t count = 0;
  for (const ErrorId* id = &error.identity(); id != nullptr && count < ReceivedError::kMaxIds;
       id = id->parent) {
    ids[count++] = id->name;
  }
  detail::set_error(error.code(), ids, count, error.what());
}

// Turns the exception being handled into this thread's error.
inline Status failed_by_exception() noexcept {
  try {
    throw;
  } catch (const ReceivedError& error) {
    Text ids[ReceivedError::kMaxIds];
    for (std::size_t i = 0; i < error.name_count(); ++i) ids[i] = error.name_at(i);
    detail::set_error(error.code(), ids, error.name_count(), error.what());
  } catch (const Error& error) {
    detail::set_error(error);
  } catch (const std::exception& error) {
    detail::set_error(500, &Error::id.name, 1, error.what());
  } catch (...) {
    detail::set_error(500, &Error::id.name, 1, "an exception of unknown type was thrown");
  }
  return Status::failed;
}

}  // namespace detail

// Runs f and returns its Status (ok when it returns nothing). A throw becomes failed with this
// thread's error set: the body of every service function that may throw belongs in here.
template <class F>
Status guarded(F&& f) noexcept {
  try {
    if constexpr (std::same_as<decltype(f()), Status>) {
      return f();
    } else {
      f();
      return Status::ok;
    }
  } catch (...) {
    return detail::failed_by_exception();
  }
}

// Throws this thread's error unless `status` is ok or answered.
inline void check(Status status) {
  if (static_cast<int>(status) < 0) throw ReceivedError(*detail::host->error());
}

}  // namespace carboy
