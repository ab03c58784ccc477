// A case of the http suite: reads its input, and writes the results of its section.
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

// A case needs something that Carboy does not have.
struct UnknownKey {
  std::string what;
};

// Throws UnknownKey if the case has a key that its section does not read. `result` and `name` are
// known.
void know_keys(const Json& item, std::initializer_list<std::string_view> keys);

// Returns nothing for null and for a missing key.
std::optional<std::string> text_at(const Json& item, const char* key);
std::optional<std::int64_t> number_at(const Json& item, const char* key);

std::string base64_decoded(std::string_view text);
std::string base64_encoded(std::string_view bytes);
// Converts "2008-01-01T12:00:00+00:00" to seconds since 1970.
std::int64_t seconds_of_iso(const std::string& text);
// Returns the bytes of a header from its Python str, whose characters are bytes.
std::string latin1_bytes(std::string_view utf8);

// Write [[name, value]] and {name: value}; absent texts become null.
Json pairs_json(const core::http::PairList& pairs);
Json object_json(const core::http::PairList& pairs);
// Returns the pairs in the order of Werkzeug's MultiDict, which groups values of the same name at
// the place of the first. Carboy keeps the order in which they were sent.
Json grouped(const Json& list, const std::function<Json(const Json&)>& name_of);
Json grouped_pairs(const Json& pairs);
// Writes {"error": type, "code": code}.
Json error_json(std::string_view type, int code);

// Answers a case of a form, urlencoded or multipart, which it feeds whole and in pieces.
Json form_case(const Json& item);

}  // namespace carboy::conformance
