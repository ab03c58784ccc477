// Forms: application/x-www-form-urlencoded and multipart/form-data, as Werkzeug's FormDataParser.
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

// Flask's defaults where it has one.
struct FormLimits {
  // Of all fields together, files excepted (Werkzeug: of each). A limit below 64 KiB is one of the
  // whole body, files included, as there.
  std::size_t max_form_memory = 500'000;
  std::size_t max_form_parts = 1000;        // of multipart
  std::size_t max_pairs = 100'000;          // of urlencoded
  std::size_t max_part_header = 16 * 1024;  // bytes of one part's header
  std::optional<std::uint64_t> max_file_size;
  std::optional<std::uint64_t> max_content_length;
  std::size_t spill_above = 500 * 1024;   // larger files lie on the disk
  std::filesystem::path folder = "/tmp";  // for those
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

// 413 (RFC 9110, section 15.5.14), 500 for storage; 200 for none.
int http_status(FormError error) noexcept;
// For the error page: "The form has more parts than this app accepts." Names no path.
std::string_view describe(FormError error) noexcept;

struct Form {
  PairList fields;
  std::vector<UploadedFile> files;
  // The body was no form (no boundary, no end, a part without Content-Disposition, invalid UTF-8
  // where it must not be): fields and files are empty then, as in Werkzeug, and nobody is told
  // unless they look here.
  bool is_malformed = false;
  std::string storage_error;  // for the log, with FormError::storage

  void clear() noexcept;
};

// Takes a form's body in pieces of any size, once, from front to back. What it holds in memory is
// bounded by the limits, not by the body.
class FormReader {
 public:
  // A content type that is no form's makes a reader that takes nothing. `out` must outlive the
  // reader.
  FormReader(std::string_view content_type, const FormLimits& limits, Form& out);
  ~FormReader();
  FormReader(FormReader&&) noexcept;
  FormReader& operator=(FormReader&&) noexcept;

  bool is_form() const noexcept;
  // An error is final: it stays, `out` is empty, and what else comes is ignored.
  [[nodiscard]] FormError feed(std::string_view bytes);
  // REQUIRES: called once, behind the last byte. Then `out` is complete.
  [[nodiscard]] FormError finish();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// Whether the content type is one of the two.
bool is_form_type(std::string_view content_type) noexcept;

// The same for a body that is there whole. `out` is cleared first. One that lies on the disk is
// read in pieces.
[[nodiscard]] FormError form_of(std::string_view content_type, const RequestBody& body,
                                const FormLimits& limits, Form& out);

}  // namespace carboy::core::http
