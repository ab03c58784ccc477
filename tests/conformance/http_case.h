// A case of the http suite: what its input is made of, and what a section makes of it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/pairs.h"
#include "suite.h"

namespace carboy::conformance {

// Something that a case asks for and Carboy does not have.
struct UnknownKey {
  std::string what;
};

// Throws UnknownKey for a key of the case that nobody would look at. `result` and `name` are known.
void know_keys(const Json& item, std::initializer_list<std::string_view> keys);

// Null and no such key: nothing.
std::optional<std::string> text_at(const Json& item, const char* key);
std::optional<std::int64_t> number_at(const Json& item, const char* key);

std::string base64_decoded(std::string_view text);
std::string base64_encoded(std::string_view bytes);
// "2008-01-01T12:00:00+00:00" in seconds since 1970.
std::int64_t seconds_of_iso(const std::string& text);
// What a Python str of a header was on the wire: its characters are bytes.
std::string latin1_bytes(std::string_view utf8);

// [[name, value]], and {name: value}; absent texts are null.
Json pairs_json(const core::http::PairList& pairs);
Json object_json(const core::http::PairList& pairs);
// The order in which Werkzeug's MultiDict hands out what it was given: repetitions stand together,
// where the first of them stood. Carboy keeps the order of the wire, which tells more.
Json grouped(const Json& list, const std::function<Json(const Json&)>& name_of);
Json grouped_pairs(const Json& pairs);
// {"error": type, "code": code}
Json error_json(std::string_view type, int code);

// The answer to a case of a form, urlencoded or multipart, which is fed whole and in pieces.
Json form_case(const Json& item);

}  // namespace carboy::conformance
