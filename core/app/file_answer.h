// Answering with a file (Flask's send_file and send_from_directory).
//
// Thread rule: as the exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/app/exchange.h"

namespace carboy::core::app {

// If `content_type` or `etag` is empty, the type is derived from the name, and the tag from the
// file's time, size and inode.
struct FileOptions {
  std::string_view content_type = {};
  std::string_view download_name = {};
  std::string_view etag = {};
  std::optional<std::int64_t> last_modified = {};  // seconds since 1970
  std::optional<std::int64_t> max_age = {};        // seconds; without it Cache-Control is no-cache
  bool attachment = false;
  bool conditional = true;
};

// Makes the response the file at `path`, or the one at `path` below `folder` if that is not empty.
// A large file is read while it is sent, so its size does not matter. Returns false and sets
// thread_failure() on errors: 404 if there is no such regular file or `path` leads out of `folder`,
// and 500 if the file cannot be read.
bool answer_with_file(Exchange& exchange, std::string_view folder, std::string_view path,
                      const FileOptions& options);

// Sets Content-Disposition (RFC 6266) for a name in any language.
void set_download_name(http::Response& response, std::string_view name, bool attachment);

}  // namespace carboy::core::app
