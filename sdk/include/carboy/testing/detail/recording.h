// What a recording keeps of each argument of a signal: numbers as they are, text as std::string, a
// value as JSON, and an error as its message.
#pragma once

#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/value.h>

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace carboy::testing {

// What remains of a request and of a response after the signal that carried them.
struct SeenRequest {
  std::string method, path, endpoint;
};
struct SeenResponse {
  int status = 0;
  std::string body;  // empty for a stream
};

namespace detail {

inline nlohmann::json json_of(const Value& value);

inline nlohmann::json json_of_container(const Value& value) {
  const bool is_map = value.kind() == ValueKind::map;
  auto items = is_map ? nlohmann::json::object() : nlohmann::json::array();
  for (const auto& [key, item] : value) {
    if (is_map) {
      items[std::string(key)] = testing::detail::json_of(item);
    } else {
      items.push_back(testing::detail::json_of(item));
    }
  }
  return items;
}

// Dates, times and UUIDs become text; bytes become a binary value; JSON becomes what it says.
inline nlohmann::json json_of(const Value& value) {
  using Kind = ValueKind;
  switch (value.kind()) {
    case Kind::undefined:
    case Kind::null:
    case Kind::callable:
      return nullptr;
    case Kind::boolean:
      return value.i64() != 0;
    case Kind::i64:
      return value.i64();
    case Kind::u64:
      return value.u64();
    case Kind::f64:
      return value.f64();
    case Kind::bytes: {
      const std::string_view bytes = value.text();
      return nlohmann::json::binary(
          nlohmann::json::binary_t::container_type(bytes.begin(), bytes.end()));
    }
    case Kind::json: {
      auto parsed = nlohmann::json::parse(value.text(), nullptr, false);
      return parsed.is_discarded() ? nullptr : parsed;
    }
    case Kind::list:
    case Kind::map:
      return testing::detail::json_of_container(value);
    default:
      return std::string(value.text());
  }
}

inline bool kept(bool value) { return value; }
inline std::int64_t kept(std::int64_t value) { return value; }
inline double kept(double value) { return value; }
inline std::string kept(std::string_view value) { return std::string(value); }
inline nlohmann::json kept(const Value& value) { return testing::detail::json_of(value); }
inline nlohmann::json kept(abi::Value value) {
  carboy::detail::LocalArena arena;
  return testing::detail::json_of(Value(value, &arena));
}
inline SeenRequest kept(const Request& request) {
  return {std::string(request.method()), std::string(request.path()),
          std::string(request.endpoint())};
}
inline SeenResponse kept(const carboy::Response& response) {
  return {response.status(), std::string(response.body())};
}
inline std::string kept(const ReceivedError& error) { return error.what(); }
inline std::optional<std::string> kept(const ReceivedError* error) {
  if (error == nullptr) return std::nullopt;
  return error->what();
}

template <class T>
using Kept = decltype(testing::detail::kept(std::declval<T>()));

}  // namespace detail

}  // namespace carboy::testing
