// Responses with a file as their body (Flask's send_file and send_from_directory).
//
// Thread rule: from any thread. The file is opened when the view has returned.
#pragma once

#include <carboy/detail/duration.h>
#include <carboy/response.h>

#include <optional>
#include <string>

namespace carboy {

// How a file is sent. The host finds out what is left empty: the content type from the file's name,
// and ETag and Last-Modified from the file.
struct FileOptions {
  std::string content_type = {};
  // Makes the browser save the file instead of showing it.
  bool attachment = false;
  // The name that the browser saves it under, in any language (RFC 6266).
  std::string download_name = {};
  std::string etag = {};
  // How long caches may use the file without asking again. Nothing: they ask each time.
  std::optional<std::chrono::seconds> max_age = {};
  // Sends 304, 412, 206 or 416 instead of the whole file, as the request requires (RFC 9110,
  // sections 13 and 14).
  bool conditional = true;
};

// Returns a response with the file at `path`. It becomes 404 if that is not a regular file. The
// file is read while it is sent, so its size does not matter. The path must not come from a client.
//
//   return carboy::send_file(folder + "/report.pdf", {.attachment = true});
Response send_file(std::string path, FileOptions options = {});

// Returns a response with the file `name` below `folder`. It becomes 404 if there is no such file,
// and also if the name leads out of the folder. The name may come from a client.
//
//   app.get("/files/<path:name>", [=](std::string name) {
//     return carboy::send_from_directory(folder, name);
//   });
Response send_from_directory(std::string folder, std::string name, FileOptions options = {});

}  // namespace carboy

#include <carboy/detail/send_file.ipp>
