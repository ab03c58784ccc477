// Bodies of <carboy/config.h>.
#pragma once

#include <carboy/config.h>
#include <carboy/error.h>
#include <carboy/request.h>

#include <concepts>
#include <type_traits>

namespace carboy {

template <class T>
T Config::get(std::string_view key) const {
  const Value found = value_[key];
  if (found.is_undefined()) {
    throw Error(Error::id, 500,
                "There is no setting \"" + std::string(key) + "\" in the manifest's \"config\".");
  }
  if constexpr (std::is_same_v<T, bool>) {
    return found.i64() != 0;
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(found.f64());
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(found.i64());
  } else {
    static_assert(std::constructible_from<T, std::string> && !std::same_as<T, std::string_view>,
                  "setting_is_read_as_a_type_it_has_not: a setting is bool, a number or "
                  "std::string; lists and tables are read through value()");
    return T(std::string(found.text()));
  }
}

inline std::optional<std::string> State::get(std::string_view key) const {
  std::string bytes;
  if (state_->get(key, detail::sink_into(bytes)) != Status::ok) return std::nullopt;
  return bytes;
}

}  // namespace carboy
