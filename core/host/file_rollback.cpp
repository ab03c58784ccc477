#include "core/host/file_rollback.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/host/app_folder.h"
#include "core/host/enabled_set.h"
#include "core/host/installation.h"

namespace carboy::core::host {
namespace {

std::optional<std::string> text_if_there(const std::filesystem::path& file) {
  std::string text;
  if (base::read_whole_file(file, text) != 0) return std::nullopt;
  return text;
}

[[noreturn]] void refuse(const std::string& name, const extensions::Finder& finder) {
  const auto known = extensions::names_of(finder.all());
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw base::Error("There is no extension \"" + name + "\"; the host looked for " +
                      finder.places(name) + "." + base::did_you_mean(name, known));
  }
  throw base::Error("There is no other file that the app has run with. " + extension_path(name) +
                    " was not changed. Each start of the app, each swap and `carboy ext lock` "
                    "keeps the files of the enabled extensions.");
}

}  // namespace

FileRollback::FileRollback(const std::filesystem::path& folder, const std::string& name)
    : folder_(folder), lock_(folder) {
  const AppText app = read_app(folder / "app.toml");
  enabled_ = app.config.extensions;
  const extensions::GoodSets sets(folder);
  const auto present = extensions::present_set(folder, enabled_);
  const auto earlier = sets.before(present, name);
  if (!earlier) refuse(name, finder_for(folder));
  wanted_ = *earlier;
  if (const auto* const now = present.file_of(name)) present_version_ = now->version;
  wanted_bytes_ = sets.bytes_of(wanted_);
  present_bytes_ = text_if_there(folder / extension_path(name));
  present_lock_ = text_if_there(folder / extensions::kLockFile);
}

std::string FileRollback::title() const {
  std::string title = wanted_.name + " " + wanted_.version;
  if (present_version_ != wanted_.version) return title;
  return title + " (" + extensions::shown_digest(wanted_.sha256) + ")";
}

void FileRollback::write_lock(const std::string& text) const {
  if (const int error = base::replace_file(folder_ / extensions::kLockFile, text); error != 0) {
    throw base::Error("carboy.lock cannot be written: " + base::errno_text(error) + ".");
  }
}

void FileRollback::put() {
  const config::AppConfig app = read_app(folder_ / "app.toml").config;
  const Availables before = finder_for(folder_).all();
  keep_present_set(folder_, enabled_);
  put_extension(folder_, wanted_.name, wanted_bytes_);
  try {
    check_fit({enabled_, before, app.provide}, {enabled_, finder_for(folder_).all(), app.provide},
              "Nothing was changed.");
    auto lock = extensions::read_lock(folder_);
    if (!lock) return;
    for (extensions::LockEntry& entry : *lock) {
      if (entry.name == wanted_.name) entry = wanted_;
    }
    write_lock(extensions::lock_text(*lock));
  } catch (const base::Error&) {
    undo();
    throw;
  }
}

void FileRollback::undo() const {
  if (present_lock_) write_lock(*present_lock_);
  if (present_bytes_) {
    put_extension(folder_, wanted_.name, *present_bytes_);
  } else {
    std::error_code ignored;
    std::filesystem::remove(folder_ / extension_path(wanted_.name), ignored);
  }
}

}  // namespace carboy::core::host
