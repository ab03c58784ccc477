#include "core/extensions/package/version.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/extensions/package/version_text.h"

namespace carboy::core::extensions {
namespace {

using version_text::before;
using version_text::check_identifiers;
using version_text::quoted;
using version_text::read_number;

[[noreturn]] void refuse_version(std::string_view text, const std::string& reason) {
  throw base::Error(quoted(text) + " is not a version: " + reason +
                    ". A version is MAJOR.MINOR.PATCH, such as 1.0.0 or 1.0.0-rc.1.");
}

std::weak_ordering compare_identifier(std::string_view a, std::string_view b) {
  const bool a_number = version_text::is_number(a), b_number = version_text::is_number(b);
  if (a_number != b_number) {
    return a_number ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::weak_ordering compare_prerelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return b.size() <=> a.size();
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifier(before(a, '.'), before(b, '.'));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

Version Version::parse(std::string_view text) {
  if (text.size() > version_text::kMaxLength)
    refuse_version(text, "it is longer than 256 characters");
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
    const std::string reason = read_number(before(rest, '.'), *number);
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

}  // namespace carboy::core::extensions
