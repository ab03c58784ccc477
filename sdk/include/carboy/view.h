// From a function of the author's to what the host calls.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/rule.h>

#include <charconv>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace carboy::detail {

template <class T>
concept JsonResult = std::is_same_v<std::remove_cvref_t<T>, nlohmann::json>;
template <class T>
concept TextResult = std::is_convertible_v<T, std::string_view>;
template <class T>
concept ViewResult = std::is_same_v<std::remove_cvref_t<T>, Response> || JsonResult<T> ||
                     TextResult<T> || std::is_convertible_v<T, Response>;

template <ViewResult T>
void put_result(abi::Response* out, T&& result) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (std::is_same_v<Plain, Response>) {
    std::move(result).move_to(out);
  } else if constexpr (JsonResult<T>) {
    carboy::check(out->set_header("Content-Type", "application/json"));
    detail::put_body(out, result.dump() + "\n");
  } else if constexpr (std::is_same_v<Plain, std::string> && !std::is_lvalue_reference_v<T>) {
    carboy::check(out->set_header("Content-Type", kHtml));
    detail::put_body(out, std::move(result));
  } else if constexpr (TextResult<T>) {
    const std::string_view text = result;
    carboy::check(out->set_header("Content-Type", kHtml));
    out->set_body({text.data(), text.size()});
  } else {
    Response(std::forward<T>(result)).move_to(out);
  }
}

[[noreturn]] inline void parameter_does_not_fit() { throw HttpError(404); }

inline Uuid uuid_from(std::string_view text) {
  Uuid uuid;
  std::size_t digit = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (value < 0 || digit >= 32) detail::parameter_does_not_fit();
    auto& byte = uuid.bytes[digit++ / 2];
    byte = static_cast<unsigned char>((byte << 4) | value);
  }
  if (digit != 32) detail::parameter_does_not_fit();
  return uuid;
}

// The text of a parameter as the view's type; 404 when it does not fit, as too large an integer.
template <class T>
T parameter_as(std::string_view text) {
  if constexpr (OwnParameter<T>) {
    auto value = FromRule<T>::from(text);
    if (!value) detail::parameter_does_not_fit();
    return *std::move(value);
  } else if constexpr (TextParameter<T>) {
    return T(text);
  } else if constexpr (std::is_same_v<T, Uuid>) {
    return detail::uuid_from(text);
  } else {
    T value{};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) detail::parameter_does_not_fit();
    return value;
  }
}

template <class F>
Status call_view(void* self, abi::Request* request, abi::Response* response) noexcept {
  return carboy::guarded([&] {
    using Parameters = ParametersOf<F>;
    F& view = *static_cast<F*>(self);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      using Types = typename Parameters::Types;
      if constexpr (Parameters::takes_request) {
        detail::put_result(response,
                           view(Request(request), detail::parameter_as<std::tuple_element_t<I, Types>>(
                                                      request->parameter(I))...));
      } else {
        detail::put_result(response, view(detail::parameter_as<std::tuple_element_t<I, Types>>(
                                         request->parameter(I))...));
      }
    }(std::make_index_sequence<std::tuple_size_v<typename Parameters::Types>>());
  });
}

template <class F>
void drop(void* self) noexcept {
  delete static_cast<F*>(self);
}

template <class F>
abi::ViewCallback view_callback(F view) {
  using Result = typename Signature<F>::Result;
  static_assert(ViewResult<Result>,
                "view_returns_no_response: a view returns text, nlohmann::json (include <carboy/json.h>) or "
                "carboy::Response; for other values write carboy::json(x), for a bare status "
                "carboy::status(204)");
  if constexpr (ViewResult<Result>) {
    return {&detail::call_view<F>, &detail::drop<F>, new F(std::move(view))};
  } else {
    return {};
  }
}

// Calls f with as many of the arguments as it takes: all, or fewer from the front, or none.
template <class F, class First, class Second>
decltype(auto) call_with_some(F& f, First&& first, Second&& second) {
  if constexpr (std::is_invocable_v<F&, First, Second>) {
    return f(std::forward<First>(first), std::forward<Second>(second));
  } else if constexpr (std::is_invocable_v<F&, First>) {
    return f(std::forward<First>(first));
  } else if constexpr (std::is_invocable_v<F&, Second>) {
    return f(std::forward<Second>(second));
  } else {
    static_assert(std::is_invocable_v<F&>, "this function takes none of the arguments it is offered");
    return f();
  }
}

}  // namespace carboy::detail
