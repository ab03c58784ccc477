// How a request of the test kit is written.
#pragma once

#include <carboy/testing/request.h>

namespace carboy::testing {

namespace detail {

// https://url.spec.whatwg.org/#urlencoded-serializing
inline void append_form_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '*' || c == '-' || c == '.' || c == '_';
    if (is_plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
}

inline std::string form_encoded(const std::vector<Field>& fields) {
  std::string out;
  for (const Field& field : fields) {
    if (!out.empty()) out += '&';
    testing::detail::append_form_encoded(out, field.name);
    out += '=';
    testing::detail::append_form_encoded(out, field.value);
  }
  return out;
}

inline constexpr std::string_view kBoundary = "----carboy-test-7e1f4c0a9b3d";

// Quotes a name as browsers do (https://html.spec.whatwg.org/#multipart-form-data).
inline std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out + '"';
}

// Returns the body of a multipart form (RFC 7578).
inline std::string multipart(const std::vector<Field>& fields, const std::vector<Upload>& files) {
  std::string out;
  const auto begin = [&out](std::string_view name) {
    out.append("--").append(kBoundary).append("\r\nContent-Disposition: form-data; name=");
    out += testing::detail::quoted_name(name);
  };
  for (const Field& field : fields) {
    begin(field.name);
    out.append("\r\n\r\n").append(field.value).append("\r\n");
  }
  for (const Upload& file : files) {
    begin(file.field);
    out.append("; filename=").append(testing::detail::quoted_name(file.file_name));
    out.append("\r\nContent-Type: ").append(file.content_type);
    out.append("\r\n\r\n").append(file.content).append("\r\n");
  }
  return out.append("--").append(kBoundary).append("--\r\n");
}

struct Content {
  std::string type, bytes;
};

inline Content content_of(const Sent& sent) {
  if (!sent.files.empty()) {
    return {"multipart/form-data; boundary=" + std::string(kBoundary),
            testing::detail::multipart(sent.form, sent.files)};
  }
  if (!sent.form.empty()) {
    return {"application/x-www-form-urlencoded", testing::detail::form_encoded(sent.form)};
  }
  if (!sent.json.is_discarded()) return {"application/json", sent.json.dump()};
  return {sent.content_type, sent.body};
}

inline std::string target_of(std::string_view target, const std::vector<Field>& query) {
  std::string out(target);
  if (query.empty()) return out;
  out += out.find('?') == std::string::npos ? '?' : '&';
  return out + testing::detail::form_encoded(query);
}

}  // namespace detail
}  // namespace carboy::testing
