// Names of files that came from, or go to, clients.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::http {

// Werkzeug's secure_filename: letters, digits, `_`, `.` and `-` of ASCII, others decomposed to them
// where Unicode does (NFKD: ü to u), blanks and slashes to `_`, no dot in front. May be empty: then
// the caller has to think of a name.
std::string secure_filename(std::string_view name);

enum class Disposition { inline_, attachment };

// A Content-Disposition for a download with a name in any language (RFC 6266, RFC 8187), as
// Werkzeug's send_file: `attachment; filename=report.pdf`, and with characters beyond ASCII
// `filename=` without them and `filename*=UTF-8''...`. Control characters are left out.
std::string content_disposition(Disposition disposition, std::string_view name);

}  // namespace carboy::core::http
