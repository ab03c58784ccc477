// What a view may return: a Response, JSON, or text.
#pragma once

#include <carboy/response.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace carboy::detail {

// nlohmann::json of any version, recognised by its members, since even json_fwd.hpp is slow to
// include.
template <class T>
concept JsonResult = requires(const T& value) {
  typename T::json_pointer;
  typename T::initializer_list_t;
  { value.dump() } -> std::convertible_to<std::string>;
};
template <class T>
concept TextResult = std::convertible_to<T, std::string_view>;
template <class T>
concept ViewResult = std::same_as<std::remove_const_t<T>, Response> ||
    JsonResult<std::remove_cvref_t<T>> || TextResult<T> || std::convertible_to<T, Response>;

}  // namespace carboy::detail
