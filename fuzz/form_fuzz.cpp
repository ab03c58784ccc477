// Any content type and body, separated by the first line end: no form is larger than its body
// allows, and an error leaves the form empty.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/http/form.h"
#include "core/http/media_type.h"

using carboy::core::http::Form;
using carboy::core::http::form_of;
using carboy::core::http::FormError;
using carboy::core::http::FormLimits;
using carboy::core::http::http_status;
using carboy::core::http::is_form_type;
using carboy::core::http::Pair;
using carboy::core::http::parse_media_type;
using carboy::core::http::UploadedFile;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Form form;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view type = input.substr(0, end);
  const std::string_view body = input.substr(std::min(end + 1, input.size()));
  FormLimits limits;
  limits.max_pairs = 100;
  limits.max_content_length = 4000;
  const FormError error = form_of(type, body, limits, form);
  require((error == FormError::none) == (http_status(error) == 200));
  if (error != FormError::none || form.is_malformed || !is_form_type(type)) {
    require(form.fields.empty() && form.files.empty());
  }
  std::size_t bytes = 0;
  for (const Pair& pair : form.fields.all()) bytes += pair.value.size();
  for (const UploadedFile& file : form.files) bytes += file.size();
  require(bytes <= 3 * body.size());
  require(parse_media_type(type).parameters.size() <= 128);
  return 0;
}
