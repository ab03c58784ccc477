// Bodies of <carboy/testing/response.h>.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/testing/error.h>
#include <carboy/testing/response.h>

namespace carboy::testing {

inline std::optional<std::string> Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers_) {
    if (carboy::detail::is_same_field(key, name)) return value;
  }
  return std::nullopt;
}

inline nlohmann::json Response::json() const {
  const std::string type = header("Content-Type").value_or("");
  if (type.find("json") == std::string::npos) {
    throw Error("The response is " + (type.empty() ? "of no content type" : type) +
                ", not JSON: " + text_.substr(0, 200));
  }
  auto value = nlohmann::json::parse(text_, nullptr, false);
  if (value.is_discarded()) throw Error("The response is not valid JSON: " + text_.substr(0, 200));
  return value;
}

inline std::optional<Cookie> Response::cookie(std::string_view name) const {
  for (const Cookie& one : cookies_) {
    if (one.name == name) return one;
  }
  return std::nullopt;
}

}  // namespace carboy::testing
