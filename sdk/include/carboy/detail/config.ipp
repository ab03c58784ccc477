// Bodies of <carboy/config.h>.
#pragma once

#include <carboy/config.h>
#include <carboy/detail/duration.h>
#include <carboy/error.h>
#include <carboy/request.h>

#include <concepts>
#include <exception>
#include <type_traits>

namespace carboy {

namespace detail {

// A duration of std::chrono.
template <class T>
concept Duration = requires {
  typename T::period;
  T::zero();
};

template <class Result>
concept NewBytes = std::convertible_to<Result, std::optional<std::string>>;

// Calls an author's function, and keeps what it throws.
template <class F>
struct StateUpdate {
  F& f;
  std::exception_ptr thrown = nullptr;

  static Status call(void* self, const Bytes* old, TextSink out) noexcept {
    auto& update = *static_cast<StateUpdate*>(self);
    try {
      std::optional<std::string_view> bytes;
      if (old != nullptr) bytes.emplace(old->data, old->size);
      const std::optional<std::string> next = update.f(bytes);
      if (!next) return Status::not_found;
      out.put(*next);
      return Status::ok;
    } catch (...) {
      update.thrown = std::current_exception();
      return Status::cancelled;
    }
  }
};

inline void append_key(void* self, Text key) noexcept {
  static_cast<std::vector<std::string>*>(self)->emplace_back(std::string_view(key));
}

}  // namespace detail

template <class T>
T Config::get(std::string_view key) const {
  const Value found = value_[key];
  if (found.is_undefined()) {
    throw Error(Error::id, 500,
                "There is no setting \"" + std::string(key) + "\" in the manifest's \"config\".");
  }
  if constexpr (std::is_same_v<T, bool>) {
    return found.i64() != 0;
  } else if constexpr (detail::Duration<T>) {
    return std::chrono::duration_cast<T>(detail::Nanoseconds(found.i64()));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(found.f64());
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(found.i64());
  } else {
    static_assert(
        std::constructible_from<T, std::string> && !std::same_as<T, std::string_view>,
        "setting_is_read_as_a_type_it_has_not: a setting is bool, a number, a duration or "
        "std::string; lists and tables are read through value()");
    return T(std::string(found.text()));
  }
}

inline std::optional<std::string> State::get(std::string_view key) const {
  std::string bytes;
  if (state_->get(key, detail::sink_into(bytes)) != Status::ok) return std::nullopt;
  return bytes;
}

template <class F>
void State::update(std::string_view key, F f) const {
  constexpr bool fits = std::invocable<F&, std::optional<std::string_view>>;
  static_assert(fits,
                "state_update_takes_something_else: its function is called with "
                "(std::optional<std::string_view> old)");
  if constexpr (fits) {
    constexpr bool returns_bytes =
        detail::NewBytes<std::invoke_result_t<F&, std::optional<std::string_view>>>;
    static_assert(returns_bytes,
                  "state_update_returns_no_bytes: its function returns a std::string, or a "
                  "std::optional of one, where nothing removes the key");
    if constexpr (returns_bytes) {
      detail::StateUpdate<F> update{f};
      const Status status = state_->update(key, {&detail::StateUpdate<F>::call, &update});
      if (update.thrown) std::rethrow_exception(update.thrown);
      carboy::check(status);
    }
  }
}

inline std::vector<std::string> State::keys(std::string_view prefix) const {
  std::vector<std::string> found;
  state_->keys(prefix, {&detail::append_key, &found});
  return found;
}

}  // namespace carboy
