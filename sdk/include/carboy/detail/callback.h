// A function object as a callback that crosses.
#pragma once

#include <utility>

namespace carboy::detail {

template <class F>
void drop(void* self) noexcept {
  delete static_cast<F*>(self);
}

// Moves f into a new object, which whoever gets the callback drops.
template <class C, class F>
C callback(decltype(C::function) function, F f) {
  return {function, &detail::drop<F>, new F(std::move(f))};
}

}  // namespace carboy::detail
