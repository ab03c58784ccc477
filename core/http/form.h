// Parses forms, application/x-www-form-urlencoded and multipart/form-data, like Werkzeug's
// FormDataParser.
//
// Thread rule: not thread-safe; a form belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/pairs.h"
#include "core/http/request_body.h"
#include "core/http/uploaded_file.h"

namespace carboy::core::http {

// The limits of a form. The defaults are Flask's where it has one.
struct FormLimits {
  // Bytes of all fields together, without files (Werkzeug: of each field). As in Werkzeug, a limit
  // below 64 KiB applies to the whole body, files included.
  std::size_t max_form_memory = 500'000;
  std::size_t max_form_parts = 1000;        // of a multipart form
  std::size_t max_pairs = 100'000;          // of an urlencoded form
  std::size_t max_part_header = 16 * 1024;  // bytes of one part's header
  std::optional<std::uint64_t> max_file_size;
  std::optional<std::uint64_t> max_content_length;
  std::size_t spill_above = 500 * 1024;   // larger files are kept on the disk
  std::filesystem::path folder = "/tmp";  // where they are kept
};

enum class FormError {
  none,
  too_large,        // the body is longer than max_content_length
  too_much_memory,  // fields need more than max_form_memory
  too_many_parts,   // multipart
  too_many_pairs,   // urlencoded
  part_header_too_large,
  file_too_large,
  storage,  // a file could not be written: full disk, missing folder
};

// Returns the status for an error: 413 (RFC 9110, section 15.5.14), 500 for storage, 200 for none.
int http_status(FormError error) noexcept;
// Describes an error for the error page, without paths: "The form has more parts than this app
// accepts."
std::string_view describe(FormError error) noexcept;

struct Form {
  PairList fields;
  std::vector<UploadedFile> files;
  // Is true if the body was not a form: no boundary, no end, a part without Content-Disposition, or
  // invalid UTF-8 in a name. Fields and files are empty then, as in Werkzeug, and there is no
  // error.
  bool is_malformed = false;
  std::string storage_error;  // for the log, with FormError::storage

  void clear() noexcept;
};

// Parses one form whose body comes in pieces of any size. Its memory is bounded by the limits, not
// by the size of the body.
class FormReader {
 public:
  // A reader for another content type ignores the body. `out` must outlive the reader.
  FormReader(std::string_view content_type, const FormLimits& limits, Form& out);
  ~FormReader();
  FormReader(FormReader&&) noexcept;
  FormReader& operator=(FormReader&&) noexcept;

  bool is_form() const noexcept;
  // Takes the next bytes of the body. An error is final: `out` is empty, and later bytes are
  // ignored.
  [[nodiscard]] FormError feed(std::string_view bytes);
  // Completes `out`. REQUIRES: called once, after the last byte.
  [[nodiscard]] FormError finish();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// Returns whether the content type is one of the two.
bool is_form_type(std::string_view content_type) noexcept;

// Parses a complete body into `out`, which is cleared first. Reads a body on the disk in pieces.
[[nodiscard]] FormError form_of(std::string_view content_type, const RequestBody& body,
                                const FormLimits& limits, Form& out);

}  // namespace carboy::core::http
