#include "core/http/form.h"

#include <array>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/http/media_type.h"
#include "core/http/multipart.h"
#include "core/http/query.h"

namespace carboy::core::http {
namespace {

constexpr std::string_view kUrlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view kMultipart = "multipart/form-data";
constexpr std::size_t kFilePiece = 64 * 1024;

FormError parse_urlencoded(std::string_view body, const FormLimits& limits, Form& out) {
  if (body.size() > limits.max_form_memory) return FormError::too_much_memory;
  if (!base::is_utf8(body)) {
    out.is_malformed = true;
    return FormError::none;
  }
  if (parse_query(body, out.fields, {limits.max_pairs}) != QueryError::none) {
    out.fields.clear();
    return FormError::too_many_pairs;
  }
  return FormError::none;
}

// Collects a body that can only be parsed whole.
class UrlencodedParser {
 public:
  UrlencodedParser(const FormLimits& limits, Form& out) : limits_(limits), out_(out) {}

  FormError feed(std::string_view bytes) {
    if (body_.size() + bytes.size() > limits_.max_form_memory) return FormError::too_much_memory;
    body_ += bytes;
    return FormError::none;
  }
  FormError finish() { return parse_urlencoded(body_, limits_, out_); }

 private:
  FormLimits limits_;
  Form& out_;
  std::string body_;
};

struct NoForm {
  static FormError feed(std::string_view) { return FormError::none; }
  static FormError finish() { return FormError::none; }
};

FormError feed_all(FormReader& reader, const RequestBody& body, Form& out) {
  if (body.is_in_memory()) return reader.feed(body.view());
  std::array<char, kFilePiece> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  std::uint64_t offset = 0;
  try {
    while (const std::size_t got = body.read(offset, piece)) {
      const FormError error = reader.feed({piece.data(), got});
      if (error != FormError::none) return error;
      offset += got;
    }
  } catch (const base::Error& error) {
    out.clear();
    out.storage_error = error.what();
    return FormError::storage;
  }
  return FormError::none;
}

}  // namespace

class FormReader::Implementation {
 public:
  Implementation(std::string_view content_type, const FormLimits& limits, Form& out)
      : out_(out), max_content_length_(limits.max_content_length) {
    out.clear();
    if (has_essence(content_type, kUrlencoded)) {
      parser_.emplace<UrlencodedParser>(limits, out);
    } else if (has_essence(content_type, kMultipart)) {
      const MediaType type = parse_media_type(content_type);
      parser_.emplace<MultipartParser>(type.parameters.first("boundary").value_or(""), limits, out);
    }
  }

  bool is_form() const noexcept { return !std::holds_alternative<NoForm>(parser_); }

  FormError feed(std::string_view bytes) {
    received_ += bytes.size();
    if (max_content_length_ && received_ > *max_content_length_) return fail(FormError::too_large);
    if (error_ != FormError::none) return error_;
    return fail(std::visit([&](auto& parser) { return parser.feed(bytes); }, parser_));
  }

  FormError finish() {
    if (error_ != FormError::none) return error_;
    return fail(std::visit([](auto& parser) { return parser.finish(); }, parser_));
  }

 private:
  FormError fail(FormError error) {
    if (error == FormError::none || error_ != FormError::none) return error_;
    error_ = error;
    std::string storage_error = std::move(out_.storage_error);
    out_.clear();
    out_.storage_error = std::move(storage_error);
    return error;
  }

  Form& out_;
  std::optional<std::uint64_t> max_content_length_;
  std::uint64_t received_ = 0;
  FormError error_ = FormError::none;
  std::variant<NoForm, UrlencodedParser, MultipartParser> parser_;
};

FormReader::FormReader(std::string_view content_type, const FormLimits& limits, Form& out)
    : implementation_(std::make_unique<Implementation>(content_type, limits, out)) {}
FormReader::~FormReader() = default;
FormReader::FormReader(FormReader&&) noexcept = default;
FormReader& FormReader::operator=(FormReader&&) noexcept = default;

bool FormReader::is_form() const noexcept { return implementation_->is_form(); }
FormError FormReader::feed(std::string_view bytes) { return implementation_->feed(bytes); }
FormError FormReader::finish() { return implementation_->finish(); }

bool is_form_type(std::string_view content_type) noexcept {
  return has_essence(content_type, kUrlencoded) || has_essence(content_type, kMultipart);
}

FormError form_of(std::string_view content_type, const RequestBody& body, const FormLimits& limits,
                  Form& out) {
  FormReader reader(content_type, limits, out);
  if (body.is_in_memory() && has_essence(content_type, kUrlencoded)) {
    out.clear();
    if (limits.max_content_length && body.size() > *limits.max_content_length) {
      return FormError::too_large;
    }
    return parse_urlencoded(body.view(), limits, out);
  }
  if (!reader.is_form()) return FormError::none;
  const FormError error = feed_all(reader, body, out);
  return error == FormError::none ? reader.finish() : error;
}

int http_status(FormError error) noexcept {
  if (error == FormError::none) return 200;
  return error == FormError::storage ? 500 : 413;
}

std::string_view describe(FormError error) noexcept {
  switch (error) {
    case FormError::none:
      return "";
    case FormError::too_large:
      return "The request is larger than this app accepts.";
    case FormError::too_much_memory:
      return "The form's fields are larger than this app accepts.";
    case FormError::too_many_parts:
      return "The form has more parts than this app accepts.";
    case FormError::too_many_pairs:
      return "The form has more fields than this app accepts.";
    case FormError::part_header_too_large:
      return "A part of the form has a larger header than this app accepts.";
    case FormError::file_too_large:
      return "A file of the form is larger than this app accepts.";
    case FormError::storage:
      return "An uploaded file could not be kept.";
  }
  return "";
}

void Form::clear() noexcept {
  fields.clear();
  files.clear();
  is_malformed = false;
  storage_error.clear();
}

}  // namespace carboy::core::http
