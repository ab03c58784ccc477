// Versions by Semantic Versioning 2.0.0 (semver.org), and ranges of versions in npm's notation.
//
// Thread rule: values; a const object may be used from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::extensions {

struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string prerelease;  // "rc.1", without the hyphen
  std::string build;       // "2026.11", without the plus sign; ignored by comparisons

  // Strict: MAJOR.MINOR.PATCH, no leading zero, no "v", no blanks, at most 256 characters.
  // Throws base::Error with the text in quotes and what is wrong with it.
  static Version parse(std::string_view text);

  std::string to_string() const;

  // Precedence (semver.org, 11): 1.0.0-rc.2 < 1.0.0-rc.11 < 1.0.0 == 1.0.0+build.
  std::weak_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return (*this <=> other) == 0; }
};

// `^1.2`, `~1.2`, `>=1 <3`, `1.x`, `=1.2.3`, `1.2.3`, `*`, and several of these with ` || `.
// The meaning is npm's (node-semver, "Ranges"): `^0.2.3` stays below 0.3.0, `^0.0.3` below 0.0.4,
// `~1.2` below 1.3.0, `<=1` is below 2.0.0, and a pre-release is in a range only when one of the
// range's comparators names a pre-release of the same MAJOR.MINOR.PATCH.
// Not supported, each with a message of its own: hyphen ranges, a blank after an operator, `v1.0`.
class VersionRange {
 public:
  // Every release, as "*".
  VersionRange() = default;

  // Throws base::Error with the text in quotes and what is wrong with it.
  static VersionRange parse(std::string_view text);

  bool contains(const Version& version) const;

  // The smallest version that could be in the range: the version to install when there is none.
  // Returns nothing for a range without a lower bound above 0.0.0 (`*`, `<2`).
  std::optional<Version> lowest() const;

  // The text that was parsed.
  const std::string& to_string() const { return text_; }

  bool operator==(const VersionRange& other) const { return text_ == other.text_; }

 private:
  enum class Order { less, less_or_equal, equal, greater_or_equal, greater };
  struct Comparator {
    Order order;
    Version version;
    bool holds(const Version& candidate) const;
  };
  using Alternative = std::vector<Comparator>;  // all must hold
  friend class RangeParser;

  static bool contains(const Alternative& alternative, const Version& version);

  std::string text_ = "*";
  std::vector<Alternative> alternatives_{{}};  // one must hold
};

}  // namespace carboy::core::extensions
