// Bodies of <carboy/json.h>, and how nlohmann::json is read as a value.
#pragma once

#include <carboy/json.h>
#include <carboy/detail/request.ipp>
#include <carboy/detail/value.ipp>

#include <string>
#include <string_view>

namespace carboy {

namespace detail {
inline Response json_response(const nlohmann::json& value, int status) {
  // ASCII only, so that no reader can mistake the encoding.
  Response response(value.dump(-1, ' ', true) + "\n", status);
  response.set_header("Content-Type", "application/json");
  return response;
}
}  // namespace detail

template <class T>
Response json(const T& value, int status) {
  return detail::json_response(JsonTraits<T>::to(value), status);
}

inline Response json(std::initializer_list<nlohmann::json::initializer_list_t::value_type> value,
                     int status) {
  return detail::json_response(nlohmann::json(value), status);
}

namespace detail {

// The deepest nesting of lists and objects. Deeper JSON would overflow the stack of code that walks
// it.
inline constexpr int kDeepestJson = 512;

inline bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepestJson) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

template <>
struct request_json_needs_the_header_carboy_json<DefaultJson> {
  static nlohmann::json of(const Request& request) {
    if (!request.is_json()) {
      throw HttpError(415, "The request's Content-Type is not application/json.");
    }
    const std::string_view body = request.body();
    if (detail::is_too_deep(body)) {
      throw HttpError(400, "The JSON in the request is more than 512 levels deep.");
    }
    nlohmann::json value = nlohmann::json::parse(body, nullptr, false);
    if (value.is_discarded()) throw HttpError(400, "The body of the request is not valid JSON.");
    return value;
  }
};

}  // namespace detail

template <>
struct ValueTraits<nlohmann::json> : NoValue {
  using Json = nlohmann::json;
  static const Json& json(const void* object) { return *static_cast<const Json*>(object); }
  static ValueKind kind(const void* object) noexcept {
    switch (json(object).type()) {
      case Json::value_t::null:
        return ValueKind::null;
      case Json::value_t::boolean:
        return ValueKind::boolean;
      case Json::value_t::number_integer:
        return ValueKind::i64;
      case Json::value_t::number_unsigned:
        return json(object).get<std::uint64_t>() > INT64_MAX ? ValueKind::u64 : ValueKind::i64;
      case Json::value_t::number_float:
        return ValueKind::f64;
      case Json::value_t::string:
        return ValueKind::text;
      case Json::value_t::array:
        return ValueKind::list;
      case Json::value_t::object:
        return ValueKind::map;
      default:
        return ValueKind::undefined;
    }
  }
  static int64_t i64(const void* object) noexcept {
    const Json& value = json(object);
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    if (value.is_number_float()) return detail::whole(value.get<double>());
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
  static bool next(const void* object, std::uint64_t* cursor, abi::Arena* arena, Text* key,
                   abi::Value* element) noexcept {
    const Json& value = json(object);
    if (value.is_array()) {
      using List = ValueTraits<Json::array_t>;
      return List::next(&value.get_ref<const Json::array_t&>(), cursor, arena, key, element);
    }
    using Map = ValueTraits<Json::object_t>;
    return value.is_object() &&
           Map::next(&value.get_ref<const Json::object_t&>(), cursor, arena, key, element);
  }
  static void cell(const void* object, abi::Arena* arena, abi::Cell* cell) noexcept {
    const Json& value = json(object);
    if (value.is_string())
      return detail::fill_cell_of(value.get_ref<const std::string&>(), arena, cell);
    detail::fill_cell_by_kind(carboy::value_of(value), kind(object), arena, *cell);
  }
};

}  // namespace carboy
