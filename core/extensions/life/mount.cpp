#include "core/extensions/life/mount.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

constexpr std::string_view kPathHelp =
    "must be a path that begins with a slash and does not end with one, such as \"/go\"";

// The unreserved characters of a URL, and a slash: RFC 3986, section 2.3.
bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

bool has_dot_segment(std::string_view path) {
  const std::string closed = std::string(path) + "/";
  return closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos;
}

}  // namespace

std::string mount_fault(const nlohmann::json& value) {
  if (!value.is_string()) return std::string(kPathHelp);
  const auto& path = value.get_ref<const std::string&>();
  if (!path.starts_with('/') || path.ends_with('/')) return std::string(kPathHelp);
  if (!std::all_of(path.begin(), path.end(), is_path_character)) {
    return std::string(kPathHelp) + ". It holds letters, digits, slashes and -._~ only";
  }
  if (path.find("//") != std::string::npos || has_dot_segment(path)) {
    return std::string(kPathHelp) + ", without \"//\", \"/.\" and \"/..\"";
  }
  return {};
}

std::string take_mount(nlohmann::json& settings) {
  const auto found = settings.find(kMount);
  if (found == settings.end()) return {};
  const std::string fault = mount_fault(*found);
  if (!fault.empty()) throw base::Error(std::string(kMount) + " " + fault + ".");
  std::string path = found->get<std::string>();
  settings.erase(found);
  return path;
}

}  // namespace carboy::core::extensions
