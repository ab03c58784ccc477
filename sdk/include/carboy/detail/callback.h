// Makes a callback of the boundary from a function object.
#pragma once

#include <utility>

namespace carboy::detail {

template <class F>
void drop(void* self) noexcept {
  delete static_cast<F*>(self);
}

// Moves f into a new object. The side that receives the callback owns it, and drops it once.
template <class C, class F>
C callback(decltype(C::function) function, F f) {
  return {function, &detail::drop<F>, new F(std::move(f))};
}

}  // namespace carboy::detail
