#include "core/extensions/resolve/finder.h"

#include <algorithm>
#include <map>
#include <system_error>

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

namespace fs = std::filesystem;

std::string shown_path(const Finder::Folder& folder, const std::string& file_name) {
  return folder.shown.empty() ? file_name : folder.shown + "/" + file_name;
}

std::string name_refusal(const InstalledExtension& one) {
  const Manifest& manifest = *one.manifest;
  const std::string right = manifest.name + ".so";
  return one.path + " holds " + manifest.name + " " + manifest.version.to_string() +
         ", so its file must be called " + right + ". `carboy ext install " + one.path +
         "` puts it in its place.";
}

InstalledExtension look_at(const Finder::Folder& folder, const fs::path& file) {
  InstalledExtension one;
  one.name = file.stem().string();
  one.path = shown_path(folder, file.filename().string());
  one.file = file;
  try {
    const ExtensionFile opened = ExtensionFile::open(file, one.path);
    one.manifest = std::make_shared<const Manifest>(opened.manifest());
    one.built_with = opened.build().sdk;
    one.findings = opened.findings();
    one.signature = opened.signature();
  } catch (const base::Error& error) {
    one.refusal = error.what();
    return one;
  }
  if (one.manifest->name != one.name) {
    one.refusal = name_refusal(one);
    return one;
  }
  for (const elf::Finding& finding : one.findings) {
    if (finding.severity != elf::Finding::Severity::error) continue;
    one.refusal = one.path + " " + finding.text + ". " + finding.remedy;
  }
  return one;
}

std::vector<fs::path> files_in(const Finder::Folder& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder.path, error), end; !error && at != end;
       at.increment(error)) {
    const fs::path& file = at->path();
    if (file.extension() == ".so" && !file.filename().string().starts_with(".")) {
      files.push_back(file);
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw base::Error("The folder " + (folder.shown.empty() ? "." : folder.shown) +
                      " cannot be read: " + error.message() + ".");
  }
  std::sort(files.begin(), files.end());
  return files;
}

void refuse_namesakes(std::vector<InstalledExtension>& found) {
  std::map<std::string, std::vector<InstalledExtension*>> by_name;
  for (InstalledExtension& one : found) {
    if (one.manifest != nullptr) by_name[one.manifest->name].push_back(&one);
  }
  for (const auto& [name, files] : by_name) {
    if (files.size() < 2) continue;
    std::string paths;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (i > 0) paths += i + 1 == files.size() ? " and " : ", ";
      paths += files[i]->path;
    }
    for (InstalledExtension* one : files) {
      one->refusal = paths + (files.size() == 2 ? " both" : " all") + " hold an extension named " +
                     name + ". Remove all but one of them.";
    }
  }
}

}  // namespace

const InstalledExtension* find_available(std::span<const InstalledExtension> available,
                                         std::string_view name) {
  const auto found = std::find_if(available.begin(), available.end(),
                                  [&](const InstalledExtension& one) { return one.name == name; });
  return found == available.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(std::span<const InstalledExtension> available) {
  std::vector<std::string> names;
  for (const InstalledExtension& one : available) names.push_back(one.name);
  return names;
}

std::vector<InstalledExtension> Finder::all() const {
  std::map<std::string, InstalledExtension> by_name;
  for (const Folder& folder : folders_) {
    std::vector<InstalledExtension> found;
    for (const fs::path& file : files_in(folder)) found.push_back(look_at(folder, file));
    refuse_namesakes(found);
    for (InstalledExtension& one : found) by_name.try_emplace(one.name, std::move(one));
  }
  std::vector<InstalledExtension> all;
  for (auto& [name, one] : by_name) {
    if (amend_) amend_(one);
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<InstalledExtension> Finder::find(std::string_view name) const {
  if (!is_extension_name(name)) return std::nullopt;
  for (const Folder& folder : folders_) {
    const fs::path file = folder.path / (std::string(name) + ".so");
    std::error_code error;
    const fs::file_status status = fs::symlink_status(file, error);
    if (fs::exists(status)) return look_at(folder, file);
  }
  return std::nullopt;
}

std::string Finder::places(std::string_view name) const {
  std::string text;
  for (const Folder& folder : folders_) {
    text += (text.empty() ? "" : " or ") + shown_path(folder, std::string(name) + ".so");
  }
  return text;
}

}  // namespace carboy::core::extensions
