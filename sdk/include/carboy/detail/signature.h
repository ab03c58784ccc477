// The parameters and the result of an author's function.
#pragma once

#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace carboy {

class Request;

namespace detail {

template <class F>
struct Signature;
template <class R, class... A>
struct Signature<R (*)(A...)> {
  using Result = R;
  using Arguments = std::tuple<A...>;
};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (*)(A...)> {};
// A lambda, or another object with exactly one operator() that is not a template.
template <class F>
requires requires { typename Signature<decltype(&F::operator())>::Arguments; }
struct Signature<F> : Signature<decltype(&F::operator())> {};

// Whether the parameters of F can be read: F is neither a generic lambda nor overloaded.
template <class F>
concept Callable = requires {
  typename Signature<F>::Arguments;
};

// Splits the parameters of a view into a leading Request, if there is one, and the others.
template <class Arguments>
struct ViewParameters {
  static constexpr bool takes_request = false;
  using Types = std::tuple<>;
};
template <class First, class... Others>
struct ViewParameters<std::tuple<First, Others...>> {
  static constexpr bool takes_request = false;
  using Types = std::tuple<First, Others...>;
};
template <class First, class... Others>
requires std::same_as<std::remove_cvref_t<First>, Request>
struct ViewParameters<std::tuple<First, Others...>> {
  static constexpr bool takes_request = true;
  using Types = std::tuple<Others...>;
};
template <Callable F>
using ParametersOf = ViewParameters<typename Signature<F>::Arguments>;

// Whether f can be called with both arguments, with one of them, or with none: see call_with_some.
template <class F, class First, class Second>
concept TakesSome = std::invocable<F&, First, Second> || std::invocable<F&, First> ||
    std::invocable<F&, Second> || std::invocable<F&>;

// Calls f with as many of the arguments as it takes.
template <class First, class Second, TakesSome<First&, Second&> F>
decltype(auto) call_with_some(F& f, First& first, Second& second) {
  if constexpr (std::invocable<F&, First&, Second&>) {
    return f(first, second);
  } else if constexpr (std::invocable<F&, First&>) {
    return f(first);
  } else if constexpr (std::invocable<F&, Second&>) {
    return f(second);
  } else {
    return f();
  }
}

}  // namespace detail
}  // namespace carboy
