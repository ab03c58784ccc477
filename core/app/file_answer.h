// Answering with a file (Flask's send_file and send_from_directory).
//
// Thread rule: as the exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/app/exchange.h"

namespace carboy::core::app {

// Empty texts are found out: the type by the name, the tag by the file's time and size.
struct FileOptions {
  std::string_view content_type = {};
  std::string_view download_name = {};
  std::string_view etag = {};
  std::optional<std::int64_t> last_modified = {};  // seconds since 1970
  std::optional<std::int64_t> max_age = {};  // seconds; nothing: no-cache, the client asks again
  bool attachment = false;
  bool conditional = true;
};

// Makes the response the file at `path`, or below `folder` when that is not empty. It is read while
// it is sent, so its size does not matter. False, and this thread's failure set: 404 when there is
// no such regular file, or `path` leads out of `folder`; 500 when it may not be read.
bool answer_with_file(Exchange& exchange, std::string_view folder, std::string_view path,
                      const FileOptions& options);

// Sets Content-Disposition (RFC 6266) for a name in any language.
void set_download_name(http::Response& response, std::string_view name, bool attachment);

}  // namespace carboy::core::app
