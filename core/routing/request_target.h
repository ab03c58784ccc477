// From the request line's target to the path that rules match (RFC 9112, section 3.2).
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::routing {

enum class TargetError {
  none,
  form,     // not /path, http://host/path or `*`, or with a fragment
  control,  // a NUL, also as %00, or an unquoted blank or control character
  percent,  // a % without two hexadecimal digits
  utf8,     // the decoded path is not well-formed UTF-8
};

// Decodes `target` once. Stores the decoded path in `path`, and in `query` the undecoded text after
// the first `?` (borrowed from `target`; empty if there is none). The path of the absolute form is
// what follows the authority; the path of `*` (OPTIONS) is "*".
//
// As in Werkzeug, `%2f` is a slash like any other, and `.` and `..` are parts like any other:
// nothing is folded, so a view gets what the client asked for, and serving files needs safe_join.
// Unlike Werkzeug it rejects malformed text: if the result is not `none`, the answer is 400 and
// `path` is unspecified. Allocates only to grow `path`.
TargetError decode_target(std::string_view target, std::string& path, std::string_view& query);

// Returns a sentence for the error page: "The URL has a % that is not followed by two hexadecimal
// digits."
std::string_view describe(TargetError error) noexcept;

}  // namespace carboy::core::routing
