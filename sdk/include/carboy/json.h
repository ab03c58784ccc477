// JSON responses, the JSON of a request, and nlohmann::json as a value.
//
// It is apart from <carboy/carboy.h> since nlohmann/json.hpp takes the compiler almost two seconds.
// With it a view may return nlohmann::json, and request.json() works:
//
//   app.post("/orders", [](const carboy::Request& request) {
//     const nlohmann::json order = request.json();
//     return carboy::json({{"book", order.at("book")}, {"copies", order.value("copies", 1)}}, 201);
//   });
//
// Thread rule: plain functions, from any thread.
#pragma once

#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/value.h>

#include <concepts>
#include <initializer_list>
#include <nlohmann/json.hpp>

namespace carboy {

// How a type becomes JSON. nlohmann::json converts arithmetic types, texts, containers and types
// with a function to_json beside them. Specialise JsonTraits for other types:
//
//   template <>
//   struct carboy::JsonTraits<Money> {
//     static nlohmann::json to(const Money& money) { return money.text(); }
//   };
template <class T>
struct JsonTraits {
  static_assert(std::constructible_from<nlohmann::json, const T&>,
                "value_has_no_json: write void to_json(nlohmann::json&, const T&) beside its type, "
                "or specialise carboy::JsonTraits");
  static nlohmann::json to(const T& value) { return value; }
};

// Returns a response of type application/json (RFC 8259) on one line, in ASCII and with a final
// line feed, as Flask's jsonify does.
//
//   return carboy::json(entry);
template <class T>
Response json(const T& value, int status = 200);
// The same for a value in braces: carboy::json({{"id", 7}, {"name", "Ada"}}).
Response json(std::initializer_list<nlohmann::json::initializer_list_t::value_type> value,
              int status = 200);

}  // namespace carboy

#include <carboy/detail/json.ipp>
