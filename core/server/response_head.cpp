#include "core/server/response_head.h"

#include <charconv>
#include <ctime>
#include <optional>

namespace carboy::core::server {
namespace {

using Framing = ResponsePlan::Framing;

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void append_status(std::string& out, int status, std::string_view reason) {
  if (status == 200 && reason == "OK") {
    out.append("HTTP/1.1 200 OK\r\n");
    return;
  }
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(status));
  out.append(" ").append(reason).append("\r\n");
}

std::optional<std::uint64_t> read_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

bool says_close(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    std::string_view option = value.substr(0, comma);
    value.remove_prefix(std::min(comma + 1, value.size()));
    while (option.starts_with(' ') || option.starts_with('\t')) option.remove_prefix(1);
    while (option.ends_with(' ') || option.ends_with('\t')) option.remove_suffix(1);
    if (http::same_name(option, "close")) return true;
  }
  return false;
}

// What the app's fields contain of those that the server decides.
struct Found {
  bool framing = false;  // there are fields to omit
  bool date = false;
  bool server = false;
  bool close = false;
  std::optional<std::uint64_t> length;
};

enum class Known { other, connection, content_length, transfer_encoding, date, server };

Known classify(std::string_view name) noexcept {
  switch (name.size()) {
    case 4:
      return http::same_name(name, "date") ? Known::date : Known::other;
    case 6:
      return http::same_name(name, "server") ? Known::server : Known::other;
    case 10:
      return http::same_name(name, "connection") ? Known::connection : Known::other;
    case 14:
      return http::same_name(name, "content-length") ? Known::content_length : Known::other;
    case 17:
      return http::same_name(name, "transfer-encoding") ? Known::transfer_encoding : Known::other;
    default:
      return Known::other;
  }
}

bool is_framing(Known known) noexcept {
  return known == Known::connection || known == Known::content_length ||
         known == Known::transfer_encoding;
}

Found look_at(const http::FieldBlock& fields) {
  Found found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields.at(i);
    const Known known = classify(field.name);
    if (known == Known::other) continue;
    found.framing = found.framing || is_framing(known);
    found.date = found.date || known == Known::date;
    found.server = found.server || known == Known::server;
    if (known == Known::connection) found.close = found.close || says_close(field.value);
    if (known == Known::content_length) found.length = read_length(field.value);
  }
  return found;
}

void append_fields(std::string& out, const http::FieldBlock& fields, const Found& found) {
  if (!found.framing) {
    out.append(fields.bytes());
    return;
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields.at(i);
    if (is_framing(classify(field.name))) continue;
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
}

ResponsePlan plan(const http::Response& response, int status, const ResponseContext& context,
                  const Found& found) {
  ResponsePlan plan;
  plan.keep_alive = context.keep_alive && !found.close;
  const bool stream = response.body.stream() != nullptr;
  if (context.head_request || status == 304) {
    if (found.length || (!stream && status != 304)) {
      plan.framing = Framing::length;
      plan.length = found.length.value_or(response.body.bytes().size());
    }
    if (status == 204) plan.framing = Framing::none;
    return plan;
  }
  if (status == 204) return plan;
  plan.framing = Framing::length;
  if (status == 205) return plan;
  plan.send_body = true;
  if (!stream) {
    plan.length = response.body.bytes().size();
  } else if (found.length) {
    plan.length = *found.length;
  } else if (context.minor_version == 0) {
    plan.framing = Framing::until_close;
    plan.keep_alive = false;
  } else {
    plan.framing = Framing::chunked;
  }
  return plan;
}

}  // namespace

ResponsePlan write_head(std::string& out, const http::Response& response,
                        const ResponseContext& context) {
  const bool sane = response.status >= 200 && response.status <= 599;
  const int status = sane ? response.status : 500;
  const Found found = look_at(response.fields);
  ResponsePlan planned = plan(response, status, context, found);
  planned.status = status;
  append_status(out, status, sane ? response.reason() : http::reason_phrase(status));
  append_fields(out, response.fields, found);
  if (!found.date) out.append(date_line());
  if (!context.server_name.empty() && !found.server) {
    out.append("Server: ").append(context.server_name).append("\r\n");
  }
  if (planned.framing == Framing::length) {
    out.append("Content-Length: ");
    append_number(out, planned.length);
    out.append("\r\n");
  } else if (planned.framing == Framing::chunked) {
    out.append("Transfer-Encoding: chunked\r\n");
  }
  if (!planned.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (context.minor_version == 0) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
  return planned;
}

namespace {

struct DateLine {
  std::time_t second = -1;
  char text[40] = {};
  std::size_t size = 0;
};

// Not strftime: it would follow the locale.
void write_date(DateLine& line, std::time_t now) noexcept {
  static constexpr char kDays[] = "SunMonTueWedThuFriSat";
  static constexpr char kMonths[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  std::tm utc{};
  gmtime_r(&now, &utc);
  char* at = line.text;
  const auto put = [&at](std::string_view text) { at += text.copy(at, text.size()); };
  const auto put_two = [&at](int number) {
    *at++ = static_cast<char>('0' + number / 10 % 10);
    *at++ = static_cast<char>('0' + number % 10);
  };
  put("Date: ");
  put({kDays + 3 * utc.tm_wday, 3});
  put(", ");
  put_two(utc.tm_mday);
  put(" ");
  put({kMonths + 3 * utc.tm_mon, 3});
  put(" ");
  put_two((utc.tm_year + 1900) / 100);
  put_two((utc.tm_year + 1900) % 100);
  put(" ");
  put_two(utc.tm_hour);
  put(":");
  put_two(utc.tm_min);
  put(":");
  put_two(utc.tm_sec);
  put(" GMT\r\n");
  line.size = static_cast<std::size_t>(at - line.text);
  line.second = now;
}

}  // namespace

std::string_view date_line() noexcept {
  thread_local DateLine line;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != line.second) write_date(line, now.tv_sec);
  return {line.text, line.size};
}

void write_error(std::string& out, int status, std::string_view text, const ErrorContext& context) {
  append_status(out, status, http::reason_phrase(status));
  out.append("Content-Type: text/plain; charset=utf-8\r\n").append(context.extra_fields);
  out.append(date_line()).append("Content-Length: ");
  append_number(out, text.size() + 1);
  out.append("\r\nConnection: close\r\n\r\n");
  if (!context.head_request) out.append(text).append("\n");
}

}  // namespace carboy::core::server
