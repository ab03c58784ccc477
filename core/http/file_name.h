// Names of files that come from clients or are sent to them.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace carboy::core::http {

// Makes a file name safe, like Werkzeug's secure_filename. Keeps ASCII letters, digits, `_`, `.`
// and `-`; decomposes other characters to these where Unicode can (NFKD: ü to u); replaces blanks
// and slashes by `_`; removes leading dots. The result may be empty, and then the caller must
// choose a name.
std::string secure_filename(std::string_view name);

enum class Disposition { inline_, attachment };

// Writes a Content-Disposition for a file with a name in any language (RFC 6266, RFC 8187), like
// Werkzeug's send_file: `attachment; filename=report.pdf`. For a name that is not ASCII,
// `filename=` has its ASCII characters and `filename*=UTF-8''...` all of them. Drops control
// characters.
std::string content_disposition(Disposition disposition, std::string_view name);

}  // namespace carboy::core::http
