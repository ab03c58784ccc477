// Bodies of <carboy/resource.h>.
#pragma once

#include <carboy/detail/runtime.h>
#include <carboy/error.h>
#include <carboy/resource.h>

namespace carboy {

inline std::optional<std::string_view> resource(std::string_view path) {
  Bytes bytes;
  if (detail::host->resource(path, &bytes) != Status::ok) return std::nullopt;
  return std::string_view(bytes.data, bytes.size);
}

inline Response send_resource(std::string_view path, std::string_view content_type) {
  const auto bytes = carboy::resource(path);
  if (!bytes) throw HttpError(404);
  Response response(*bytes);
  response.set_header("Content-Type", content_type).add_etag().make_conditional(true);
  return response;
}

}  // namespace carboy
