// Bodies of <carboy/error.h>.
#pragma once

#include <carboy/error.h>

#include <concepts>

namespace carboy {

namespace detail {
inline ErrorHeaders headers_of(const abi::Error& error) {
  ErrorHeaders headers;
  for (std::size_t i = 0; i < error.header_count; ++i) {
    headers.emplace_back(std::string_view(error.headers[i].name),
                         std::string_view(error.headers[i].value));
  }
  return headers;
}
}  // namespace detail

inline ReceivedError::ReceivedError(const abi::Error& error)
    : Error(Error::id, error.code, std::string(std::string_view(error.message)),
            detail::headers_of(error)) {
  for (; count_ < error.id_count && count_ < kMaxIds; ++count_) {
    names_.append(error.ids[count_].data, error.ids[count_].size).push_back('\n');
  }
}

inline bool ReceivedError::is(const ErrorId& identity) const noexcept {
  for (std::size_t i = 0; i < count_; ++i) {
    if (name_at(i) == std::string_view(identity.name)) return true;
  }
  return false;
}

inline std::string_view ReceivedError::name_at(std::size_t i) const noexcept {
  std::string_view rest = names_;
  for (; i > 0 && !rest.empty(); --i) rest.remove_prefix(rest.find('\n') + 1);
  return rest.substr(0, rest.find('\n'));
}

[[noreturn]] inline void abort(int code, std::string message, ErrorHeaders headers) {
  throw HttpError(code, std::move(message), std::move(headers));
}

namespace detail {

inline void set_error(int code, const Text* ids, std::size_t count, std::string_view message,
                      const ErrorHeaders& headers = {}) {
  std::vector<HeaderField> fields;
  for (const auto& [name, value] : headers) fields.push_back({name, value});
  abi::Error error;
  error.headers = fields.data();
  error.header_count = fields.size();
  error.code = code;
  error.ids = ids;
  error.id_count = count;
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
  detail::set_error(error.code(), ids, count, error.what(), error.headers());
}

// Turns the exception that is being handled into this thread's error.
inline Status failed_by_exception() noexcept {
  try {
    throw;
  } catch (const ReceivedError& error) {
    Text ids[ReceivedError::kMaxIds];
    for (std::size_t i = 0; i < error.name_count(); ++i) ids[i] = error.name_at(i);
    detail::set_error(error.code(), ids, error.name_count(), error.what(), error.headers());
  } catch (const Error& error) {
    detail::set_error(error);
  } catch (const std::exception& error) {
    detail::set_error(500, &Error::id.name, 1, error.what());
  } catch (...) {
    detail::set_error(500, &Error::id.name, 1, "an exception of unknown type was thrown");
  }
  return Status::failed;
}

// Returns what the boundary made. Throws this thread's error if that is null.
template <class T>
T* checked(T* made) {
  if (made == nullptr) throw ReceivedError(*host->error());
  return made;
}

}  // namespace detail

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

inline void check(Status status) {
  if (status == Status::not_found) throw HttpError(404);
  if (status == Status::cancelled) throw Cancelled();
  if (static_cast<int>(status) < 0) throw ReceivedError(*detail::host->error());
}

}  // namespace carboy
