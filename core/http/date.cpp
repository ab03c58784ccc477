#include "core/http/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "core/base/ascii.h"
#include "core/http/header_text.h"

namespace carboy::core::http {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 12> kLongMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::size_t kMaxWords = 6;
constexpr std::size_t kMaxText = 128;

struct Zone {
  std::string_view name;
  int hours;
};
constexpr Zone kZones[] = {{"ut", 0},   {"utc", 0},  {"gmt", 0},  {"z", 0},    {"ast", -4},
                           {"adt", -3}, {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5},
                           {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

using Words = std::array<std::string_view, kMaxWords>;

// Splits off the first kMaxWords words. Returns their number.
std::size_t split_words(std::string_view text, Words& words) noexcept {
  std::size_t count = 0;
  while (count < kMaxWords) {
    text = trimmed(text);
    if (text.empty()) break;
    std::size_t end = 0;
    while (end < text.size() && !is_blank(text[end])) ++end;
    words[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  return count;
}

std::optional<unsigned> month_of(std::string_view name) {
  const std::string lower = lowered(name);
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (lower == lowered(kMonths[i]) || lower == kLongMonths[i]) return i + 1;
  }
  return std::nullopt;
}

bool is_day_name(std::string_view word) {
  return word.ends_with(',') || std::any_of(kDays.begin(), kDays.end(), [&](std::string_view day) {
           return lowered(day) == lowered(word);
         });
}

// Parses a number like Python's int(), but without underscores. Returns nothing for other text and
// for a number that is too large.
std::optional<int> number(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 8 || !std::all_of(text.begin(), text.end(), base::is_digit)) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

void drop_comma(std::string_view& text) noexcept {
  if (text.ends_with(',')) text.remove_suffix(1);
}

// The words of a date in the order of Python's email package: day, month, year, time, zone.
struct Fields {
  std::string_view day, month, year, time, zone;
};

std::optional<Fields> fields_of(Words words, std::size_t count) noexcept {
  std::size_t from = 0;
  if (count > 0 && is_day_name(words[0])) {
    from = 1;
  } else if (count > 0) {
    words[0] = words[0].substr(words[0].rfind(',') + 1);
  }
  if (count - from == 3) {  // RFC 850: 06-Nov-94 08:49:37 GMT
    const std::string_view date = words[from];
    const std::size_t first = date.find('-'), last = date.rfind('-');
    if (first == last ||
        date.substr(first + 1, last - first - 1).find('-') != std::string_view::npos)
      return {};
    return Fields{date.substr(0, first), date.substr(first + 1, last - first - 1),
                  date.substr(last + 1), words[from + 1], words[from + 2]};
  }
  if (count - from < 4) return std::nullopt;
  Fields fields{words[from], words[from + 1], words[from + 2], words[from + 3], {}};
  if (count - from > 4) {
    fields.zone = words[from + 4];
    return fields;
  }
  std::size_t sign = fields.time.find('+');
  if (sign == std::string_view::npos) sign = fields.time.find('-');
  if (sign != std::string_view::npos && sign > 0) {
    fields.zone = fields.time.substr(sign);
    fields.time = fields.time.substr(0, sign);
  }
  return fields;
}

// Returns the seconds since midnight, or nothing for text that is not a time of day.
std::optional<std::int64_t> time_of_day(std::string_view text) noexcept {
  drop_comma(text);
  const char separator = text.find(':') == std::string_view::npos ? '.' : ':';
  std::array<std::string_view, 3> parts = {{{}, {}, "0"}};
  for (std::size_t i = 0;; ++i) {
    if (i == parts.size()) return std::nullopt;
    const std::size_t end = text.find(separator);
    parts[i] = text.substr(0, end);
    if (end == std::string_view::npos) {
      if (i == 0) return std::nullopt;
      break;
    }
    text.remove_prefix(end + 1);
  }
  const std::optional<int> hour = number(parts[0]), minute = number(parts[1]);
  const std::optional<int> second = number(parts[2]);
  if (!hour || !minute || !second) return std::nullopt;
  if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second > 59) {
    return std::nullopt;
  }
  return (*hour * 60 + *minute) * 60 + *second;
}

// Returns the offset in seconds east of Greenwich, or nothing for a day or more.
std::optional<std::int64_t> zone_offset(std::string_view text) {
  const std::string lower = lowered(text);
  for (const Zone& zone : kZones) {
    if (zone.name == lower) return zone.hours * 3600;
  }
  const int value = number(text).value_or(0);
  const std::int64_t size = std::abs(value);
  const std::int64_t seconds = size / 100 * 3600 + size % 100 * 60;
  if (seconds >= 24 * 3600) return std::nullopt;
  return value < 0 ? -seconds : seconds;
}

std::optional<std::int64_t> seconds_of(Fields fields) {
  std::optional<unsigned> month = month_of(fields.month);
  if (!month) {
    std::swap(fields.day, fields.month);
    month = month_of(fields.month);
  }
  if (!month || fields.day.empty() || fields.year.empty()) return std::nullopt;
  drop_comma(fields.day);
  const std::size_t colon = fields.year.find(':');
  if (colon != std::string_view::npos && colon > 0) std::swap(fields.year, fields.time);
  drop_comma(fields.year);
  if (fields.year.empty() || fields.time.empty()) return std::nullopt;
  if (!base::is_digit(fields.year.front())) std::swap(fields.year, fields.zone);
  std::optional<int> year = number(fields.year);
  const std::optional<int> day = number(fields.day);
  const std::optional<std::int64_t> time = time_of_day(fields.time);
  const std::optional<std::int64_t> offset = zone_offset(fields.zone);
  if (!year || !day || !time || !offset || *day < 1) return std::nullopt;
  if (*year < 100) *year += *year > 68 ? 1900 : 2000;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (*year < 1 || *year > 9999 || *day > 31 || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + *time - *offset;
}

}  // namespace

std::string http_date(std::int64_t seconds_since_1970) {
  using std::chrono::days;
  using std::chrono::sys_days;
  constexpr std::int64_t kFirst = -62135596800, kLast = 253402300799;
  const std::int64_t seconds = std::clamp(seconds_since_1970, kFirst, kLast);
  const sys_days day(days(seconds >= 0 ? seconds / 86400 : (seconds + 1) / 86400 - 1));
  const auto time =
      static_cast<int>(seconds - day.time_since_epoch().count() * std::int64_t{86400});
  const std::chrono::year_month_day date(day);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays[std::chrono::weekday(day).c_encoding()].data(),
                static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1].data(),
                static_cast<int>(date.year()), time / 3600, time / 60 % 60, time % 60);
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  if (text.size() > kMaxText) return std::nullopt;
  Words words;
  const std::size_t count = split_words(text, words);
  const std::optional<Fields> fields = fields_of(words, count);
  return fields ? seconds_of(*fields) : std::nullopt;
}

}  // namespace carboy::core::http
