// Any multipart body, whole and in pieces that the input chooses: both yield the same form, the
// limits hold, and nothing is larger than the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/utf8.h"
#include "core/http/form.h"

using carboy::core::base::is_utf8;
using carboy::core::http::Form;
using carboy::core::http::form_of;
using carboy::core::http::FormError;
using carboy::core::http::FormLimits;
using carboy::core::http::FormReader;
using carboy::core::http::is_absent;

namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=-b";

void require(bool holds) {
  if (!holds) std::abort();
}

FormLimits small_limits() {
  FormLimits limits;
  limits.max_form_parts = 10;
  limits.max_part_header = 200;
  limits.max_file_size = 300;
  limits.spill_above = 100;
  return limits;
}

void require_same(const Form& a, const Form& b) {
  require(a.is_malformed == b.is_malformed);
  require(a.fields.size() == b.fields.size() && a.files.size() == b.files.size());
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    const auto left = a.fields.all()[i], right = b.fields.all()[i];
    require(is_absent(left.name) == is_absent(right.name));
    require(left.name == right.name && left.value == right.value && is_utf8(left.value));
  }
  for (std::size_t i = 0; i < a.files.size(); ++i) {
    require(a.files[i].filename() == b.files[i].filename());
    require(a.files[i].view() == b.files[i].view());
    require(a.files[i].size() <= 300);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FormLimits limits = small_limits();
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  Form whole, pieces;
  const FormError error = form_of(kType, body, limits, whole);
  FormReader reader(kType, limits, pieces);
  FormError error_of_pieces = FormError::none;
  for (std::string_view rest = body; !rest.empty();) {
    const std::size_t piece = std::min<std::size_t>(rest.size(), 1 + (rest.back() & 15));
    error_of_pieces = reader.feed(rest.substr(0, piece));
    rest.remove_prefix(piece);
  }
  if (error_of_pieces == FormError::none) error_of_pieces = reader.finish();
  require(error == error_of_pieces);
  require_same(whole, pieces);
  return 0;
}
