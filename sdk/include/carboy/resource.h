// The files that an extension carries: what stands below RESOURCES in carboy_add_extension.
//
// Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/error.h>
#include <carboy/response.h>
#include <carboy/detail/runtime.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace carboy {

// The bytes of "static/guestbook.css"; nothing when there is no such file. They live as long as the
// extension.
inline std::optional<std::string_view> resource(std::string_view path) {
  Bytes bytes;
  if (detail::host->resource(path, &bytes) != Status::ok) return std::nullopt;
  return std::string_view(bytes.data, bytes.size);
}

// Answers with one: 404 when there is none, 304 and 206 where the request asks for them.
inline Response send_resource(std::string_view path, std::string_view content_type) {
  const auto bytes = carboy::resource(path);
  if (!bytes) throw HttpError(404);
  Response response(*bytes);
  response.set_header("Content-Type", content_type).add_etag().make_conditional(true);
  return response;
}

}  // namespace carboy
