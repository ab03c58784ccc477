#include "core/extensions/package/manifest_json.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

constexpr std::size_t kMaxBytes = 256 * 1024;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxMembers = 1000;

// Called with each event of the parser; throws if a limit is exceeded.
class Guard {
 public:
  bool operator()(int depth, OrderedJson::parse_event_t event, OrderedJson& parsed) {
    if (event == OrderedJson::parse_event_t::object_start ||
        event == OrderedJson::parse_event_t::array_start) {
      if (depth >= kMaxDepth) throw base::Error("is nested deeper than 32 levels");
    }
    if (event == OrderedJson::parse_event_t::object_start) names_.emplace_back();
    if (event == OrderedJson::parse_event_t::object_end) names_.pop_back();
    if (event == OrderedJson::parse_event_t::key) see(parsed.get_ref<const std::string&>());
    return true;
  }

 private:
  void see(const std::string& name) {
    if (!names_.back().insert(name).second) {
      throw base::Error("has the name " + OrderedJson(name).dump() + " twice in one object");
    }
    if (names_.back().size() > kMaxMembers) {
      throw base::Error("has an object with more than 1,000 members");
    }
  }

  std::vector<std::set<std::string>> names_;
};

// The library's text is "[...] parse error at line 1, column 2: syntax error while parsing value -
// REASON; last read: 'RAW BYTES'; expected WHAT". People need the reason and what was expected.
std::string reason_of(std::string_view what) {
  const std::size_t dash = what.find(" - ");
  if (dash == std::string_view::npos) return "it cannot be read";
  const std::string_view rest = what.substr(dash + 3);
  const std::size_t read = rest.find("; last read: ");
  const std::size_t expected = rest.rfind("; expected ");
  std::string reason(rest.substr(0, std::min(read, expected)));
  if (expected != std::string_view::npos) reason += rest.substr(expected);
  return reason;
}

std::string position_of(std::string_view text, std::size_t byte) {
  const std::string_view read = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = std::count(read.begin(), read.end(), '\n') + 1;
  const std::size_t newline = read.rfind('\n');
  const std::size_t column =
      newline == std::string_view::npos ? read.size() + 1 : read.size() - newline;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

OrderedJson parse_strict_json(std::string_view text) {
  if (text.size() > kMaxBytes) throw base::Error("is larger than 256 KiB");
  try {
    return OrderedJson::parse(text, Guard());
  } catch (const OrderedJson::parse_error& error) {
    throw base::Error("is not valid JSON at " + position_of(text, error.byte) + ": " +
                      reason_of(error.what()));
  } catch (const OrderedJson::exception&) {
    throw base::Error("is not valid JSON: a number in it is too large");
  }
}

std::string kind_of(const OrderedJson& value) {
  switch (value.type()) {
    case OrderedJson::value_t::null:
      return "null";
    case OrderedJson::value_t::boolean:
      return "a boolean";
    case OrderedJson::value_t::number_integer:
    case OrderedJson::value_t::number_unsigned:
      return "an integer";
    case OrderedJson::value_t::number_float:
      return "a number";
    case OrderedJson::value_t::string:
      return "a string";
    case OrderedJson::value_t::array:
      return "an array";
    case OrderedJson::value_t::object:
      return "an object";
    default:
      return "something else";
  }
}

std::string visible(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      shown += '?';
      ++i;
    } else {
      shown += (byte < ' ' && byte != '\n') || byte == 0x7F ? '?' : text[i];
    }
  }
  return shown;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 100)) shown += c >= ' ' && c < 0x7f ? c : '?';
  return shown + (text.size() > 100 ? "..." : "");
}

std::string printable_quote(std::string_view text) { return "\"" + printable(text) + "\""; }

bool is_one_line(std::string_view text) {
  return text.find('\n') == std::string_view::npos && visible(text) == text;
}

std::string listed(const std::vector<Mistake>& mistakes) {
  std::string text = "has " + std::to_string(mistakes.size()) +
                     (mistakes.size() == 1 ? " mistake:" : " mistakes:");
  for (const Mistake& one : mistakes) {
    text += "\n  " + one.field + (one.field.empty() ? "" : ": ") + one.text;
  }
  return visible(text);
}

}  // namespace carboy::core::extensions
