// Answering with a file (Flask's send_file and send_from_directory).
//
// Thread rule: any thread; the file is opened when the view returns.
#pragma once

#include <carboy/detail/duration.h>
#include <carboy/response.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace carboy {

// What is left empty is found out: the type by the name, ETag and Last-Modified by the file.
struct FileOptions {
  std::string content_type = {};
  bool attachment = false;         // saved by the browser instead of shown
  std::string download_name = {};  // in any language
  std::string etag = {};
  // How long it may be taken from a cache without asking. Nothing: it asks each time.
  std::optional<std::chrono::seconds> max_age = {};
  // Answers 304, 412, 206 and 416 where the request asks for them.
  bool conditional = true;
};

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

// The file at `path`, which must not come from a client; 404 when there is none. Read while it is
// sent, so its size does not matter.
inline Response send_file(std::string path, FileOptions options = {}) {
  return detail::file_response({}, std::move(path), std::move(options));
}

// A file below `folder` that the client named; 404 for a name that leads out of it, too.
inline Response send_from_directory(std::string folder, std::string name,
                                    FileOptions options = {}) {
  if (folder.empty()) folder = ".";
  return detail::file_response(std::move(folder), std::move(name), std::move(options));
}

}  // namespace carboy
