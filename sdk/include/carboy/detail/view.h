// Adapts an author's view function to the callback that the host calls.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/checked_callback.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/rule.h>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace carboy::detail {

template <ViewResult T>
void put_result(abi::Response* out, T&& result) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (std::same_as<Plain, Response>) {
    std::forward<T>(result).move_to(out);
  } else if constexpr (JsonResult<Plain>) {
    carboy::check(out->set_header("Content-Type", "application/json"));
    detail::put_body(out, result.dump(-1, ' ', true) + "\n");
  } else if constexpr (std::same_as<T, std::string>) {
    carboy::check(out->set_header("Content-Type", kHtml));
    detail::put_body(out, std::forward<T>(result));
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

// Converts the text of a parameter to the view's type. Throws 404 if it does not fit, such as an
// integer that is too large.
template <class T>
T parameter_as(std::string_view text) {
  if constexpr (OwnParameter<T>) {
    auto value = FromRule<T>::from(text);
    if (!value) detail::parameter_does_not_fit();
    return *std::move(value);
  } else if constexpr (TextParameter<T>) {
    return T(text);
  } else if constexpr (std::same_as<T, Uuid>) {
    return detail::uuid_from(text);
  } else {
    T value{};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) detail::parameter_does_not_fit();
    return value;
  }
}

template <std::size_t Index, class Types>
using PlainType = std::remove_cvref_t<std::tuple_element_t<Index, Types>>;

// Calls a view that has F's parameters with those of the request, and puts what it returns into the
// response.
template <class F, class Call>
void answer_with(abi::Request* request, abi::Response* response, Call&& view) {
  using Parameters = ParametersOf<F>;
  using Types = typename Parameters::Types;
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    if constexpr (Parameters::takes_request) {
      Request attached(request);
      detail::put_result(response, view(attached, detail::parameter_as<PlainType<Index, Types>>(
                                                      request->parameter(Index))...));
    } else {
      detail::put_result(
          response,
          view(detail::parameter_as<PlainType<Index, Types>>(request->parameter(Index))...));
    }
  }
  (std::make_index_sequence<std::tuple_size_v<Types>>());
}

// Rule has reported what is wrong with a view that does not fit.
struct ViewFunction {
  using Callback = abi::ViewCallback;

  template <class F>
  static constexpr bool fits() {
    return ViewFits<F>;
  }
  template <class F>
  static Status call(void* self, abi::Request* request, abi::Response* response) noexcept {
    return detail::guarded_response(response, Status::ok, [&] {
      detail::answer_with<F>(request, response, *static_cast<F*>(self));
    });
  }
};

}  // namespace carboy::detail
