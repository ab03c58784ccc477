// Makes the options of a converter from an author's functions.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/checked_callback.h>
#include <carboy/error.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy::detail {

// Takes the place of a function that a converter does not have.
struct NoFunction {};

struct AcceptsFunction {
  using Callback = abi::AcceptCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::is_invocable_r_v<bool, F&, std::string_view>;
    static_assert(yes, "converter_function_is_something_else: accepts is bool(std::string_view)");
    return yes;
  }
  template <class F>
  static Status call(void* self, Text text) noexcept {
    return carboy::guarded([&] {
      const bool yes = (*static_cast<F*>(self))(std::string_view(text));
      return yes ? Status::ok : Status::not_found;
    });
  }
};

struct ToUrlFunction {
  using Callback = abi::ToUrlCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::is_invocable_r_v<std::string, F&, std::string_view>;
    static_assert(yes,
                  "converter_function_is_something_else: to_url is std::string(std::string_view)");
    return yes;
  }
  template <class F>
  static Status call(void* self, Text text, TextSink out) noexcept {
    return carboy::guarded([&] {
      const std::string made = (*static_cast<F*>(self))(std::string_view(text));
      out.put(made);
    });
  }
};

template <class Kind, class F>
typename Kind::Callback optional_callback(F f) {
  if constexpr (std::same_as<F, NoFunction>) {
    return {};
  } else {
    return detail::checked_callback<Kind>(std::move(f));
  }
}

template <class Accepts, class ToUrl>
abi::ConverterOptions converter_options(std::string_view regex, int weight, Accepts accepts,
                                        ToUrl to_url) {
  abi::ConverterOptions options;
  options.regex = regex;
  options.weight = weight;
  options.accepts = detail::optional_callback<AcceptsFunction>(std::move(accepts));
  options.to_url = detail::optional_callback<ToUrlFunction>(std::move(to_url));
  return options;
}

}  // namespace carboy::detail
