#include "core/access_log/access_line.h"

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <ctime>

#include "core/base/utf8.h"

namespace carboy::core::access_log {
namespace {

using std::chrono::system_clock;

constexpr char kUpperHex[] = "0123456789ABCDEF";
constexpr char kHex[] = "0123456789abcdef";

template <std::integral Number>
void append_number(std::string& out, Number number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_two(std::string& out, int number) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

// Outside quotes, a blank ends the column, so it is escaped there, too.
void append_escaped(std::string& out, std::string_view text, unsigned char least) {
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= least && byte < 0x7f && byte != '"' && byte != '\\') continue;
    out.append(text.substr(plain, i - plain)).append("\\x");
    out += kUpperHex[byte >> 4U];
    out += kUpperHex[byte & 15U];
    plain = i + 1;
  }
  out.append(text.substr(plain));
}

void append_column(std::string& out, std::string_view text) {
  text.empty() ? static_cast<void>(out += '-') : append_escaped(out, text, '!');
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  text.empty() ? static_cast<void>(out += '-') : append_escaped(out, text, ' ');
  out += '"';
}

// "10/Oct/2000:13:55:36 -0700"
std::string local_time(std::time_t second) {
  static constexpr char kMonths[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  std::tm local{};
  ::localtime_r(&second, &local);
  std::string text;
  append_two(text, local.tm_mday);
  text.append("/").append(kMonths + 3 * local.tm_mon, 3).append("/");
  append_number(text, local.tm_year + 1900);
  for (const int part : {local.tm_hour, local.tm_min, local.tm_sec}) {
    text += ':';
    append_two(text, part);
  }
  const long minutes = std::labs(local.tm_gmtoff) / 60;
  text.append(local.tm_gmtoff < 0 ? " -" : " +");
  append_two(text, static_cast<int>(minutes / 60));
  append_two(text, static_cast<int>(minutes % 60));
  return text;
}

// "2000-10-10T20:55:36"
std::string utc_time(std::time_t second) {
  std::tm utc{};
  ::gmtime_r(&second, &utc);
  std::string text;
  append_number(text, utc.tm_year + 1900);
  text += '-';
  append_two(text, utc.tm_mon + 1);
  text += '-';
  append_two(text, utc.tm_mday);
  text += 'T';
  append_two(text, utc.tm_hour);
  text += ':';
  append_two(text, utc.tm_min);
  text += ':';
  append_two(text, utc.tm_sec);
  return text;
}

// The text of a time, made once a second on each thread.
struct TimeText {
  std::time_t second = -1;
  std::string text;
  std::string_view of(std::time_t now, std::string (*make)(std::time_t)) {
    if (now != second) {
      text = make(now);
      second = now;
    }
    return text;
  }
};

std::time_t second_of(system_clock::time_point time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void append_request(std::string& out, const AccessEntry& entry) {
  if (entry.method.empty()) return append_quoted(out, entry.line);
  out += '"';
  append_escaped(out, entry.method, ' ');
  out += ' ';
  append_escaped(out, entry.target, ' ');
  out += ' ';
  append_escaped(out, entry.protocol, ' ');
  out += '"';
}

void append_common(std::string& out, const AccessEntry& entry) {
  thread_local TimeText time;
  append_column(out, entry.client);
  out.append(" - ");
  append_column(out, entry.user);
  out.append(" [").append(time.of(second_of(entry.time), &local_time)).append("] ");
  append_request(out, entry);
  out += ' ';
  append_number(out, entry.status);
  out += ' ';
  append_number(out, entry.body_bytes);
}

// Terminals execute C1 control characters, and some readers end a line at U+2028 and U+2029.
bool is_plain(char32_t point) {
  return point >= 0x20 && point != '"' && point != '\\' && (point < 0x7f || point > 0x9f) &&
         point != 0x2028 && point != 0x2029;
}

void append_json_character(std::string& out, std::string_view text, std::size_t at,
                           base::CodePoint found) {
  if (found.size == 1 && found.value >= 0x80) {
    out.append("\xef\xbf\xbd");
  } else if (is_plain(found.value)) {
    out.append(text.substr(at, found.size));
  } else if (found.value == '"' || found.value == '\\') {
    out.append(1, '\\').append(1, text[at]);
  } else {
    out.append("\\u");
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[(found.value >> shift) & 15U];
  }
}

void append_json_text(std::string& out, std::string_view text) {
  if (text.empty()) {
    out.append("null");
    return;
  }
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint found = base::code_point_at(text, i);
    append_json_character(out, text, i, found);
    i += found.size;
  }
  out += '"';
}

void append_milliseconds(std::string& out, std::optional<std::chrono::nanoseconds> took) {
  if (!took) {
    out.append("null");
    return;
  }
  const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(*took).count();
  append_number(out, micro / 1000);
  out += '.';
  out += static_cast<char>('0' + micro % 1000 / 100);
  append_two(out, static_cast<int>(micro % 100));
}

void append_json(std::string& out, const AccessEntry& entry) {
  thread_local TimeText time;
  const auto text = [&out](std::string_view key, std::string_view value) {
    out.append(",\"").append(key).append("\":");
    append_json_text(out, value);
  };
  const auto number = [&out](std::string_view key, auto value) {
    out.append(",\"").append(key).append("\":");
    append_number(out, value);
  };
  const auto milli =
      std::chrono::floor<std::chrono::milliseconds>(entry.time).time_since_epoch().count();
  out.append("{\"time\":\"").append(time.of(second_of(entry.time), &utc_time)).append(".");
  out += static_cast<char>('0' + milli % 1000 / 100);
  append_two(out, static_cast<int>(milli % 100));
  out.append("Z\"");
  text("remote_address", entry.client);
  text("peer", entry.peer);
  text("method", entry.method);
  text("target", entry.target);
  text("protocol", entry.protocol);
  number("status", entry.status);
  number("body_bytes", entry.body_bytes);
  number("request_bytes", entry.request_bytes);
  out.append(",\"duration_ms\":");
  append_milliseconds(out, entry.took);
  text("request_id", entry.request_id);
  text("referer", entry.referer);
  text("user_agent", entry.user_agent);
  text("host", entry.host);
  text("endpoint", entry.endpoint);
  text("extension", entry.extension);
  out.append(entry.is_complete ? ",\"complete\":true" : ",\"complete\":false");
  if (entry.method.empty()) text("line", entry.line);
  if (!entry.reason.empty()) text("reason", entry.reason);
  out += '}';
}

}  // namespace

void append_access_line(std::string& out, const AccessEntry& entry, AccessFormat format) {
  if (format == AccessFormat::json) {
    append_json(out, entry);
  } else {
    append_common(out, entry);
    if (format == AccessFormat::combined) {
      out += ' ';
      append_quoted(out, entry.referer);
      out += ' ';
      append_quoted(out, entry.user_agent);
    }
  }
  out += '\n';
}

}  // namespace carboy::core::access_log
