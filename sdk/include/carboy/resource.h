// The files that an extension carries inside its own file: all that carboy_add_extension(...
// RESOURCES ...) names.
//
// Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/response.h>

#include <optional>
#include <string_view>

namespace carboy {

// Returns the bytes of a file, or nothing if the extension does not carry it. They live as long as
// the extension. The path is the one in the source tree:
//
//   const auto style = carboy::resource("static/guestbook.css");
std::optional<std::string_view> resource(std::string_view path);

// Returns a response with such a file as its body. It has an ETag, so that it becomes 304, 412, 206
// or 416 as the request requires. Throws HttpError(404) if the extension does not carry the file.
Response send_resource(std::string_view path, std::string_view content_type);

}  // namespace carboy

#include <carboy/detail/resource.ipp>
