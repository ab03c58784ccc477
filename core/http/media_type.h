// Content types: what a Content-Type says, and which one a file's name suggests.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

struct MediaType {
  std::string essence;  // "text/html", in lower case; empty when there is none
  PairList parameters;  // names in lower case

  // "" when it names none.
  std::string_view charset() const noexcept;
  // application/json or application/...+json (RFC 6839), as Werkzeug's is_json.
  bool is_json() const noexcept;
};

MediaType parse_media_type(std::string_view content_type);
// The same as parse_media_type(...).essence == essence, without allocation.
bool has_essence(std::string_view content_type, std::string_view essence) noexcept;

// What a file's name says (Python's mimetypes.guess_type, with its own table, not the machine's).
struct GuessedType {
  std::string_view type;      // "" when the name says nothing
  std::string_view encoding;  // "gzip" for x.svgz or x.tar.gz, else ""
};
GuessedType guess_type(std::string_view file_name) noexcept;

// `type` with `; charset=utf-8` when it is text (text/*, javascript, json excepted as RFC 8259 has
// none, xml) and names no charset: what a response's Content-Type is.
std::string with_charset(std::string_view type);

}  // namespace carboy::core::http
