// Checks an author's function and makes a callback of it.
#pragma once

#include <carboy/detail/callback.h>

#include <utility>

namespace carboy::detail {

// Kind describes one kind of function, such as a hook or a task:
//   Callback       the callback of the boundary
//   fits<F>()      whether it can be called as the host does; its static_assert names the mistake
//   call<F>(...)   what the host calls, with an F as `self`
//
// If F does not fit, the static_assert stops the compiler. The callback is then empty, so that no
// second error hides the first.
template <class Kind, class F>
typename Kind::Callback checked_callback(F f) {
  if constexpr (Kind::template fits<F>()) {
    return detail::callback<typename Kind::Callback>(&Kind::template call<F>, std::move(f));
  } else {
    return {};
  }
}

}  // namespace carboy::detail
