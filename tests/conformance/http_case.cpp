#include "http_case.h"

#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <stdexcept>

#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/http/form.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"

namespace carboy::conformance {

namespace http = core::http;

void know_keys(const Json& item, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : item.items()) {
    if (key == "result" || key == "name") continue;
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      throw UnknownKey{"unknown key \"" + key + "\""};
    }
  }
}

std::optional<std::string> text_at(const Json& item, const char* key) {
  if (!item.contains(key) || item[key].is_null()) return std::nullopt;
  return item[key].get<std::string>();
}

std::optional<std::int64_t> number_at(const Json& item, const char* key) {
  if (!item.contains(key) || item[key].is_null()) return std::nullopt;
  return item[key].get<std::int64_t>();
}

std::string base64_decoded(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) throw std::runtime_error("a case holds no base64");
  const auto padding = std::count(text.begin(), text.end(), '=');
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

std::string base64_encoded(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::int64_t seconds_of_iso(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0, read = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%d%n", &year, &month, &day, &hour, &minute, &second,
                  &read) < 6) {
    throw UnknownKey{"the date " + text};
  }
  char sign = '+';
  int zone_hours = 0, zone_minutes = 0;
  const std::size_t zone = text.find_first_of("+-Z", static_cast<std::size_t>(read));
  if (zone != std::string::npos && text[zone] != 'Z') {
    std::sscanf(text.c_str() + zone, "%c%d:%d", &sign, &zone_hours, &zone_minutes);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  const std::chrono::sys_days days = date;
  const std::int64_t offset = (zone_hours * 60 + zone_minutes) * 60;
  return days.time_since_epoch().count() * std::int64_t{86400} + hour * 3600 + minute * 60 +
         second - (sign == '-' ? -offset : offset);
}

std::string latin1_bytes(std::string_view utf8) {
  std::string bytes;
  for (std::size_t at = 0; at < utf8.size();) {
    const core::base::CodePoint found = core::base::code_point_at(utf8, at);
    if (found.value > 0xFF) return std::string(utf8);
    bytes += static_cast<char>(static_cast<unsigned char>(found.value));
    at += found.size;
  }
  return bytes;
}

namespace {

Json text_json(std::string_view text) {
  return http::is_absent(text) ? Json() : Json(std::string(text));
}

Json file_json(const http::UploadedFile& file) {
  const http::OptionHeader type = http::parse_options_header(file.content_type());
  return {{"field", text_json(file.field())},
          {"filename", file.filename()},
          {"content_type", text_json(file.content_type())},
          {"mimetype", http::lowered(type.value)},
          {"params", object_json(type.options)},
          {"headers", pairs_json(file.headers())},
          {"size", file.size()},
          {"sha256", core::base::sha256_hex(file.view())},
          {"data_b64", base64_encoded(file.view())}};
}

// Large files have no data_b64 in the recorded cases.
void forget_what_is_not_asked(Json& got, const Json& expected) {
  for (std::size_t i = 0; i < got["files"].size(); ++i) {
    if (i >= expected["files"].size()) break;
    for (const char* key : {"data_b64", "sha256", "size"}) {
      if (!expected["files"][i].contains(key)) got["files"][i].erase(key);
    }
  }
}

http::FormLimits limits_of(const Json& item) {
  const Json limits = item.value("limits", Json::object());
  know_keys(limits, {"max_content_length", "max_form_memory_size", "max_form_parts"});
  http::FormLimits result;
  if (const auto most = number_at(limits, "max_content_length")) {
    result.max_content_length = static_cast<std::uint64_t>(*most);
  }
  if (const auto most = number_at(limits, "max_form_memory_size")) {
    result.max_form_memory = static_cast<std::size_t>(*most);
  }
  if (const auto most = number_at(limits, "max_form_parts")) {
    result.max_form_parts = static_cast<std::size_t>(*most);
  }
  return result;
}

Json form_json(const http::Form& form) {
  Json files = Json::array();
  for (const http::UploadedFile& file : form.files) files.push_back(file_json(file));
  const auto field = [](const Json& file) { return file.at("field"); };
  return {{"form", grouped_pairs(pairs_json(form.fields))}, {"files", grouped(files, field)}};
}

// The answer must not depend on the size of the pieces.
constexpr std::size_t kPieces[] = {1, 2, 3, 7, 64, 1000};

Json form_in_pieces(const std::string& type, std::string_view body, const http::FormLimits& limits,
                    std::size_t size) {
  http::Form form;
  http::FormReader reader(type, limits, form);
  http::FormError error = http::FormError::none;
  for (; !body.empty() && error == http::FormError::none;
       body.remove_prefix(std::min(size, body.size()))) {
    error = reader.feed(body.substr(0, size));
  }
  if (error == http::FormError::none) error = reader.finish();
  return error == http::FormError::none
             ? form_json(form)
             : error_json("RequestEntityTooLarge", http::http_status(error));
}

}  // namespace

Json pairs_json(const http::PairList& pairs) {
  Json list = Json::array();
  for (const http::Pair& pair : pairs.all()) {
    list.push_back(Json::array({text_json(pair.name), text_json(pair.value)}));
  }
  return list;
}

Json grouped(const Json& list, const std::function<Json(const Json&)>& name_of) {
  Json names = Json::array(), result = Json::array();
  for (const Json& one : list) {
    if (std::find(names.begin(), names.end(), name_of(one)) == names.end()) {
      names.push_back(name_of(one));
    }
  }
  for (const Json& name : names) {
    for (const Json& one : list) {
      if (name_of(one) == name) result.push_back(one);
    }
  }
  return result;
}

Json grouped_pairs(const Json& pairs) {
  return grouped(pairs, [](const Json& pair) { return pair.at(0); });
}

Json object_json(const http::PairList& pairs) {
  Json object = Json::object();
  for (const http::Pair& pair : pairs.all()) object[std::string(pair.name)] = text_json(pair.value);
  return object;
}

Json error_json(std::string_view type, int code) {
  return {{"error", std::string(type)}, {"code", code}};
}

Json form_case(const Json& item) {
  know_keys(item, {"body_b64", "body_preview", "content_type", "method", "limits"});
  const std::string body = base64_decoded(item.at("body_b64").get<std::string>());
  const std::string type = text_at(item, "content_type").value_or("");
  const http::FormLimits limits = limits_of(item);
  http::Form form;
  const http::FormError error = http::form_of(type, body, limits, form);
  Json got = error == http::FormError::none
                 ? form_json(form)
                 : error_json("RequestEntityTooLarge", http::http_status(error));
  for (const std::size_t size : kPieces) {
    const Json in_pieces = form_in_pieces(type, body, limits, size);
    if (in_pieces != got) return {{"in pieces of", size}, {"got", in_pieces}, {"whole", got}};
  }
  if (got.contains("files") && item.at("result").contains("files")) {
    forget_what_is_not_asked(got, item.at("result"));
  }
  return got;
}

}  // namespace carboy::conformance
