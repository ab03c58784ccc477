// Bodies of <carboy/send_file.h>.
#pragma once

#include <carboy/send_file.h>

#include <utility>

namespace carboy {

namespace detail {
inline Response file_response(std::string folder, std::string path, FileOptions options) {
  return std::move(Response().then([folder = std::move(folder), path = std::move(path),
                                    options = std::move(options)](abi::Response* out) {
    abi::FileOptions crossing;
    crossing.content_type = options.content_type;
    crossing.download_name = options.download_name;
    crossing.etag = options.etag;
    if (options.max_age) crossing.max_age = options.max_age->count();
    crossing.attachment = options.attachment;
    crossing.conditional = options.conditional;
    return out->send_file(folder, path, &crossing);
  }));
}
}  // namespace detail

inline Response send_file(std::string path, FileOptions options) {
  return detail::file_response({}, std::move(path), std::move(options));
}

inline Response send_from_directory(std::string folder, std::string name, FileOptions options) {
  if (folder.empty()) folder = ".";
  return detail::file_response(std::move(folder), std::move(name), std::move(options));
}

}  // namespace carboy
