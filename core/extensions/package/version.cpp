#include "core/extensions/package/version.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/ascii.h"
#include "core/base/error.h"
#include "core/extensions/package/manifest_json.h"

namespace carboy::core::extensions {
namespace {

constexpr std::size_t kMaxVersionLength = 256;

bool is_identifier_character(char c) { return base::is_digit(c) || base::is_letter(c) || c == '-'; }

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), base::is_digit);
}

// Cuts `rest` after its first `separator` and returns the part before it.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return part;
}

// Returns what is wrong with one of the three numbers, or nothing.
std::string read_number(std::string_view text, std::uint64_t& number) {
  if (text.empty()) return "a number is missing";
  if (!is_number(text)) return printable_quote(text) + " is not a number";
  if (text.size() > 1 && text[0] == '0') return printable_quote(text) + " has a leading zero";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number >= UINT64_MAX) return printable_quote(text) + " is too large";
  return "";
}

// Returns what is wrong with the identifiers after "-" (`prerelease`) or "+", or nothing.
std::string check_identifiers(std::string_view text, bool prerelease) {
  const std::string what = prerelease ? "the pre-release part" : "the build part";
  if (text.empty()) return what + " is empty";
  if (text.back() == '.') return what + " has an empty identifier";
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view one = take_until(rest, '.');
    if (one.empty()) return what + " has an empty identifier";
    if (!std::all_of(one.begin(), one.end(), is_identifier_character)) {
      return what + " may hold only letters, digits, hyphens and dots";
    }
    if (prerelease && one.size() > 1 && one[0] == '0' && is_number(one)) {
      return printable_quote(one) + " has a leading zero";
    }
  }
  return "";
}

[[noreturn]] void refuse_version(std::string_view text, const std::string& reason) {
  throw base::Error(printable_quote(text) + " is not a version: " + reason +
                    ". A version is MAJOR.MINOR.PATCH, such as 1.0.0 or 1.0.0-rc.1.");
}

std::weak_ordering compare_identifier(std::string_view a, std::string_view b) {
  const bool a_number = is_number(a), b_number = is_number(b);
  if (a_number != b_number) {
    return a_number ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::weak_ordering compare_prerelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return b.size() <=> a.size();
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifier(take_until(a, '.'), take_until(b, '.'));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

Version Version::parse(std::string_view text) {
  if (text.size() > kMaxVersionLength) refuse_version(text, "it is longer than 256 characters");
  Version version;
  std::string_view rest = text;
  const std::size_t plus = rest.find('+');
  if (plus != std::string_view::npos) {
    version.build = rest.substr(plus + 1);
    rest = rest.substr(0, plus);
    const std::string reason = check_identifiers(version.build, false);
    if (!reason.empty()) refuse_version(text, reason);
  }
  const std::size_t hyphen = rest.find('-');
  if (hyphen != std::string_view::npos) {
    version.prerelease = rest.substr(hyphen + 1);
    rest = rest.substr(0, hyphen);
    const std::string reason = check_identifiers(version.prerelease, true);
    if (!reason.empty()) refuse_version(text, reason);
  }
  if (std::count(rest.begin(), rest.end(), '.') != 2) {
    refuse_version(text, "it needs three numbers with dots between them");
  }
  for (std::uint64_t* number : {&version.major, &version.minor, &version.patch}) {
    const std::string reason = read_number(take_until(rest, '.'), *number);
    if (!reason.empty()) refuse_version(text, reason);
  }
  return version;
}

std::string Version::to_string() const {
  std::string text =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  if (!prerelease.empty()) text += "-" + prerelease;
  if (!build.empty()) text += "+" + build;
  return text;
}

std::weak_ordering Version::operator<=>(const Version& other) const {
  if (major != other.major) return major <=> other.major;
  if (minor != other.minor) return minor <=> other.minor;
  if (patch != other.patch) return patch <=> other.patch;
  return compare_prerelease(prerelease, other.prerelease);
}

// Turns each comparator of a range's text into plain comparisons with whole versions.
class RangeParser {
 public:
  using Order = VersionRange::Order;

  explicit RangeParser(std::string_view text) : text_(text) {}

  VersionRange parse() {
    if (text_.empty()) refuse("it is empty; \"*\" accepts every version");
    if (text_.size() > kMaxVersionLength) refuse("it is longer than 256 characters");
    if (text_.front() == ' ' || text_.back() == ' ') refuse("it begins or ends with a blank");
    VersionRange range;
    range.text_ = text_;
    range.alternatives_.clear();
    std::string_view rest = text_;
    for (bool more = true; more;) {
      const std::size_t bar = rest.find("||");
      more = bar != std::string_view::npos;
      range.alternatives_.push_back(alternative(rest.substr(0, bar)));
      if (more) rest.remove_prefix(bar + 2);
    }
    return range;
  }

 private:
  // A version whose last numbers may be missing or "x".
  struct Partial {
    Version version;
    int numbers = 0;

    Version next() const {
      Version above;
      if (numbers == 1) above.major = version.major + 1;
      if (numbers > 1) above.major = version.major;
      if (numbers == 2) above.minor = version.minor + 1;
      if (numbers > 2) above.minor = version.minor, above.patch = version.patch + 1;
      return above;
    }
  };

  [[noreturn]] void refuse(const std::string& reason) const {
    throw base::Error(printable_quote(text_) + " is not a range of versions: " + reason + ".");
  }

  VersionRange::Alternative alternative(std::string_view text) {
    result_.clear();
    bool any = false;
    while (!text.empty()) {
      const std::string_view word = take_until(text, ' ');
      if (word.empty()) continue;
      if (word == "-") refuse("write a span as \">=1.2 <2.4\"");
      comparator(word);
      any = true;
    }
    if (!any) refuse("a version is missing next to \"||\"");
    return result_;
  }

  void comparator(std::string_view word) {
    const std::size_t length = std::min(word.find_first_not_of("<>=^~!|"), word.size());
    const std::string_view sign = word.substr(0, length);
    constexpr std::array<std::string_view, 8> kSigns{"", "^", "~", "=", ">", ">=", "<", "<="};
    if (std::find(kSigns.begin(), kSigns.end(), sign) == kSigns.end()) {
      refuse("there is no operator \"" + std::string(sign) +
             "\"; the operators are ^ ~ >= <= > < = ||");
    }
    if (length == word.size()) {
      refuse("a version is missing after \"" + std::string(sign) + "\"");
    }
    const Partial partial = read_partial(word.substr(length));
    if (sign == "^") return caret(partial);
    if (sign == "~") return tilde(partial);
    if (sign == "=" || sign.empty()) return equal(partial);
    if (partial.numbers == 0)
      refuse("\"" + std::string(word) + "\" needs a number to compare with");
    if (sign == ">") return greater(partial);
    if (sign == ">=") return add(Order::greater_or_equal, partial.version);
    if (sign == "<") return below(partial.version, partial.numbers < 3);
    return less_or_equal(partial);
  }

  Partial read_partial(std::string_view text) {
    if (text.find('+') != std::string_view::npos) refuse("it must not have a build part (+)");
    const std::size_t hyphen = text.find('-');
    Partial partial = read_numbers(text.substr(0, hyphen));
    if (hyphen != std::string_view::npos) {
      if (partial.numbers < 3) refuse("a pre-release needs all three numbers before it");
      partial.version.prerelease = text.substr(hyphen + 1);
      const std::string reason = check_identifiers(partial.version.prerelease, true);
      if (!reason.empty()) refuse(reason);
    }
    return partial;
  }

  Partial read_numbers(std::string_view text) {
    Partial partial;
    const auto parts = std::count(text.begin(), text.end(), '.') + 1;
    if (parts > 3) refuse("it has more than three numbers");
    const std::array<std::uint64_t*, 3> numbers{&partial.version.major, &partial.version.minor,
                                                &partial.version.patch};
    bool open = false;
    for (int i = 0; i < parts; ++i) {
      const std::string_view part = take_until(text, '.');
      const bool wildcard = part == "x" || part == "X" || part == "*";
      if (open && !wildcard) refuse("a number follows an \"x\"");
      open = open || wildcard;
      if (open) continue;
      const std::string reason = read_number(part, *numbers[static_cast<std::size_t>(i)]);
      if (!reason.empty()) refuse(reason);
      partial.numbers = i + 1;
    }
    return partial;
  }

  void add(Order order, Version version) { result_.push_back({order, std::move(version)}); }

  // Adds "below `bound`"; with `and_its_prereleases` also below its pre-releases, as in `<2.0.0-0`.
  void below(Version bound, bool and_its_prereleases) {
    if (and_its_prereleases) bound.prerelease = "0";
    add(Order::less, std::move(bound));
  }

  void caret(const Partial& partial) {
    if (partial.numbers == 0) return;
    Partial fixed = partial;
    fixed.numbers = 1;
    if (partial.version.major == 0 && partial.numbers > 1) fixed.numbers = 2;
    if (fixed.numbers == 2 && partial.version.minor == 0 && partial.numbers > 2) fixed.numbers = 3;
    add(Order::greater_or_equal, partial.version);
    below(fixed.next(), true);
  }

  void tilde(const Partial& partial) {
    if (partial.numbers == 0) return;
    Partial fixed = partial;
    fixed.numbers = std::min(partial.numbers, 2);
    add(Order::greater_or_equal, partial.version);
    below(fixed.next(), true);
  }

  void equal(const Partial& partial) {
    if (partial.numbers == 0) return;
    if (partial.numbers == 3) return add(Order::equal, partial.version);
    add(Order::greater_or_equal, partial.version);
    below(partial.next(), true);
  }

  void greater(const Partial& partial) {
    if (partial.numbers == 3) return add(Order::greater, partial.version);
    add(Order::greater_or_equal, partial.next());
  }

  void less_or_equal(const Partial& partial) {
    if (partial.numbers == 3) return add(Order::less_or_equal, partial.version);
    below(partial.next(), true);
  }

  std::string_view text_;
  VersionRange::Alternative result_;
};

VersionRange VersionRange::parse(std::string_view text) { return RangeParser(text).parse(); }

bool VersionRange::Comparator::holds(const Version& candidate) const {
  const auto order_of_two = candidate <=> version;
  switch (order) {
    case Order::less:
      return order_of_two < 0;
    case Order::less_or_equal:
      return order_of_two <= 0;
    case Order::equal:
      return order_of_two == 0;
    case Order::greater_or_equal:
      return order_of_two >= 0;
    case Order::greater:
      return order_of_two > 0;
  }
  return false;
}

bool VersionRange::contains(const Alternative& alternative, const Version& version) {
  const auto holds = [&](const Comparator& one) { return one.holds(version); };
  if (!std::all_of(alternative.begin(), alternative.end(), holds)) return false;
  if (version.prerelease.empty()) return true;
  return std::any_of(alternative.begin(), alternative.end(), [&](const Comparator& one) {
    return !one.version.prerelease.empty() && one.version.major == version.major &&
           one.version.minor == version.minor && one.version.patch == version.patch;
  });
}

bool VersionRange::contains(const Version& version) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Alternative& one) { return contains(one, version); });
}

std::optional<Version> VersionRange::lowest() const {
  std::optional<Version> smallest;
  for (const Alternative& alternative : alternatives_) {
    Version bound;
    for (const Comparator& one : alternative) {
      const bool from_below = one.order == Order::equal || one.order == Order::greater ||
                              one.order == Order::greater_or_equal;
      if (!from_below) continue;
      Version candidate = one.version;
      if (one.order == Order::greater && candidate.prerelease.empty()) ++candidate.patch;
      if (one.order == Order::greater && !candidate.prerelease.empty())
        candidate.prerelease += ".0";
      bound = std::max(bound, candidate);
    }
    if (!contains(alternative, bound)) continue;
    if (!smallest || bound < *smallest) smallest = bound;
  }
  if (smallest == Version()) return std::nullopt;
  return smallest;
}

}  // namespace carboy::core::extensions
