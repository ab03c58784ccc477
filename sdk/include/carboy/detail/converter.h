// Converters of an extension's own: what `<name:parameter>` takes in rules.
//
// Thread rule: to be used inside init_app; the functions given are called by many threads at once.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/callback.h>
#include <carboy/error.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// Stands for a function that a converter does without.
struct NoFunction {};

namespace detail {

template <class F>
Status call_accepts(void* self, Text text) noexcept {
  return carboy::guarded([&] {
    const bool yes = (*static_cast<F*>(self))(std::string_view(text));
    return yes ? Status::ok : Status::not_there;
  });
}
template <class F>
Status call_to_url(void* self, Text text, TextSink out) noexcept {
  return carboy::guarded([&] {
    const std::string made = (*static_cast<F*>(self))(std::string_view(text));
    out.put(made);
  });
}

template <class Accepts, class ToUrl>
abi::ConverterOptions converter_options(std::string_view regex, int weight, Accepts accepts,
                                        ToUrl to_url) {
  abi::ConverterOptions options;
  options.regex = regex;
  options.weight = weight;
  if constexpr (!std::same_as<Accepts, NoFunction>) {
    static_assert(std::is_invocable_r_v<bool, Accepts&, std::string_view>,
                  "converter_function_is_something_else: accepts is bool(std::string_view)");
    options.accepts =
        detail::callback<abi::AcceptCallback>(&detail::call_accepts<Accepts>, std::move(accepts));
  }
  if constexpr (!std::same_as<ToUrl, NoFunction>) {
    static_assert(std::is_invocable_r_v<std::string, ToUrl&, std::string_view>,
                  "converter_function_is_something_else: to_url is std::string(std::string_view)");
    options.to_url =
        detail::callback<abi::ToUrlCallback>(&detail::call_to_url<ToUrl>, std::move(to_url));
  }
  return options;
}

}  // namespace detail
}  // namespace carboy
