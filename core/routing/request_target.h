// From the request line's target to the path that rules match (RFC 9112, section 3.2).
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::routing {

enum class TargetError {
  none,
  form,     // neither /path nor http://host/path nor `*`, or it has a fragment
  control,  // a NUL, also as %00, or a blank or control character as such
  percent,  // a % without two hexadecimal digits
  utf8,     // the decoded path is not well-formed UTF-8
};

// Decodes `target` once. Afterwards `path` holds the decoded path and `query` the undecoded text
// behind the first `?` (borrowed from `target`; empty when there is none). The path of the
// absolute form is what follows the authority; that of `*` (OPTIONS) is "*".
//
// As in Werkzeug, `%2f` is a slash like any other and `.` and `..` are parts like any other:
// nothing is folded, so what a view gets is what was asked for, and files need safe_join.
// Unlike it, text that is not well formed is refused: the answer is 400 for anything but `none`,
// and `path` is unspecified then. Allocates only to grow `path`.
TargetError decode_target(std::string_view target, std::string& path, std::string_view& query);

// A sentence for the error page: "The URL has a % that is not followed by two hexadecimal digits."
std::string_view describe(TargetError error) noexcept;

}  // namespace carboy::core::routing
