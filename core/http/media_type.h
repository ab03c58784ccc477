// Media types: parses a Content-Type, and guesses one from a file's name.
//
// Thread rule: plain functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/pairs.h"

namespace carboy::core::http {

struct MediaType {
  std::string essence;  // "text/html", in lower case; empty if it is malformed
  PairList parameters;  // names in lower case

  // Returns the charset parameter, or "" without one.
  std::string_view charset() const noexcept;
  // Returns whether it is application/json or application/...+json (RFC 6839), like Werkzeug's
  // is_json.
  bool is_json() const noexcept;
};

MediaType parse_media_type(std::string_view content_type);
// Returns parse_media_type(content_type).essence == essence, without allocating.
bool has_essence(std::string_view content_type, std::string_view essence) noexcept;

// A type guessed from a file's name, like Python's mimetypes.guess_type with a built-in table.
struct GuessedType {
  std::string_view type;      // "" for an unknown extension
  std::string_view encoding;  // "gzip" for x.svgz or x.tar.gz, else ""
};
GuessedType guess_type(std::string_view file_name) noexcept;

// Returns the Content-Type of a response: `type` with `; charset=utf-8` if it is text (text/*,
// JavaScript, XML; not JSON, since RFC 8259 defines no charset) and has no charset.
std::string with_charset(std::string_view type);

}  // namespace carboy::core::http
