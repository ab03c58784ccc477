// The rules of the boundary in the host's code: a text may be absent, and a failure crosses as a
// status, never as an exception, with the reason in this thread's failure.
//
// Thread rule: plain functions.
#pragma once

#include <carboy/abi/types.h>

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
