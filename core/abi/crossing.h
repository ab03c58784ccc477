// How the host's code keeps the rules of the boundary: texts that may be absent, and failures that
// cross as a status, never as an exception, with the reason in this thread's failure.
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

// An absent text stays one.
Text crossing(std::string_view text) noexcept;
// An empty text that was found is present, whatever its data is.
Text text_or_none(std::optional<std::string_view> found) noexcept;

// Sets this thread's failure to a fault of the app (500) and returns Status::failed.
Status failed(std::string why);
// The same for what an extension must not do; Status::refused.
Status refused(std::string why);

// The status `work` returns, ok if it returns none; if it throws, failed with the exception's text.
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
