#include "core/extensions/life/mount.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/error.h"
#include "core/base/suggest.h"

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

std::vector<Mistake> table_mistakes(const Manifest& manifest, nlohmann::json table) {
  std::vector<Mistake> mistakes;
  if (const auto mount = table.find(kMount); mount != table.end()) {
    const std::string fault = mount_fault(*mount);
    if (!fault.empty()) mistakes.push_back({std::string("/") + kMount, fault + "."});
    table.erase(mount);
  }
  const std::array<std::string, 1> own{kMount};
  for (Mistake& mistake : manifest.config.validate(OrderedJson(table))) {
    const bool is_direct = mistake.field.rfind('/') == 0;
    // The text ends here if no setting of the extension is near.
    if (is_direct && mistake.text == kNoSuchSetting) {
      mistake.text += base::did_you_mean(std::string_view(mistake.field).substr(1), own);
    }
    mistakes.push_back(std::move(mistake));
  }
  return mistakes;
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
