// The rules of the boundary in the host's code: a text may be absent, and a failure crosses as a
// status, never as an exception, with the reason in this thread's failure.
//
// Thread rule: plain functions.
#pragma once

#include <carboy/abi/types.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace carboy::core::abi {

// Converts a text; an absent one (without data) stays absent.
Text crossing(std::string_view text) noexcept;
// Converts a text that may be missing. An empty text that was found is present, even without data.
Text text_or_none(std::optional<std::string_view> found) noexcept;

// Returns what an extension passed, whichever version of the struct it was compiled with. Fields
// that its version does not have keep their defaults.
template <class T>
T completed(const T& given) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  T whole;
  std::memcpy(&whole, &given, std::min<std::size_t>(given.size, sizeof(T)));
  whole.size = sizeof(T);
  return whole;
}
// Copies the fields of `whole` that the version of the extension's struct has.
template <class T>
void fill_in(T& out, T whole) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  whole.size = out.size;
  std::memcpy(&out, &whole, std::min<std::size_t>(out.size, sizeof(T)));
}

// Sets this thread's failure to an error of the app (500), and returns Status::failed.
Status failed(std::string why);
// Like failed(), for something that an extension must not do; returns Status::refused.
Status refused(std::string why);

// Returns the status that `work` returns, or ok if it returns nothing. If `work` throws, returns
// failed() with the exception's text.
template <class F>
Status contained(F&& work) noexcept {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
      work();
      return Status::ok;
    } else {
      return work();
    }
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace carboy::core::abi
