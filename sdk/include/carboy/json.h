// JSON answers, and nlohmann::json as a value. Apart from carboy.h since json.hpp takes the
// compiler most of two seconds.
#pragma once

#include <carboy/response.h>
#include <carboy/value.h>

#include <concepts>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace carboy {

// Specialise to say how a type of yours becomes JSON: static nlohmann::json to(const T&).
template <class T>
struct JsonTraits {
  static_assert(std::constructible_from<nlohmann::json, const T&>,
                "value_has_no_json: write void to_json(nlohmann::json&, const T&) beside its type, "
                "or specialise carboy::JsonTraits");
  static nlohmann::json to(const T& value) { return value; }
};

namespace detail {
inline Response json_response(const nlohmann::json& value, int status) {
  Response response(value.dump() + "\n", status);
  response.set_header("Content-Type", "application/json");
  return response;
}
}  // namespace detail

// An application/json response (RFC 8259) with a final newline, as Flask's jsonify.
template <class T>
Response json(const T& value, int status = 200) {
  return detail::json_response(JsonTraits<T>::to(value), status);
}
inline Response json(std::initializer_list<nlohmann::json::initializer_list_t::value_type> value,
                     int status = 200) {
  return detail::json_response(nlohmann::json(value), status);
}

template <>
struct ValueTraits<nlohmann::json> : NoValue {
  using Json = nlohmann::json;
  static const Json& json(const void* object) { return *static_cast<const Json*>(object); }
  static abi::Kind kind(const void* object) noexcept {
    switch (json(object).type()) {
      case Json::value_t::null:
        return abi::Kind::null;
      case Json::value_t::boolean:
        return abi::Kind::boolean;
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
        return abi::Kind::i64;
      case Json::value_t::number_float:
        return abi::Kind::f64;
      case Json::value_t::string:
        return abi::Kind::text;
      case Json::value_t::array:
        return abi::Kind::list;
      case Json::value_t::object:
        return abi::Kind::map;
      default:
        return abi::Kind::undefined;
    }
  }
  static int64_t i64(const void* object) noexcept {
    const Json& value = json(object);
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    return value.is_number() ? value.get<int64_t>() : 0;
  }
  static double f64(const void* object) noexcept {
    return json(object).is_number() ? json(object).get<double>() : 0;
  }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    const Json& value = json(object);
    if (value.is_string()) return value.get_ref<const std::string&>();
    return detail::keep(arena, value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  static size_t count(const void* object) noexcept {
    return json(object).is_structured() ? json(object).size() : 0;
  }
  static abi::Value at(const void* object, size_t index, abi::Arena*) noexcept {
    const Json& value = json(object);
    if (index >= count(object)) return {};
    if (value.is_array()) return carboy::value_of(value[index]);
    auto entry = value.begin();
    for (; index > 0; --index) ++entry;
    return carboy::value_of(*entry);
  }
  static Text key(const void* object, size_t index, abi::Arena*) noexcept {
    const Json& value = json(object);
    if (!value.is_object() || index >= value.size()) return {};
    auto entry = value.begin();
    for (; index > 0; --index) ++entry;
    return entry.key();
  }
  static abi::Value get(const void* object, Text name, abi::Arena*) noexcept {
    const Json& value = json(object);
    if (!value.is_object()) return {};
    const auto entry = value.find(std::string(std::string_view(name)));
    return entry == value.end() ? abi::Value() : carboy::value_of(*entry);
  }
};

}  // namespace carboy
