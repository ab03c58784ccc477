#include "core/cli/scaffold.h"

#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <iostream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/cli/scaffold_files.h"
#include "core/extensions/package/manifest.h"
#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;

// Reserved names: tables of app.toml, and targets that every build has.
constexpr std::array<std::string_view, 7> kTables{"app",  "server",  "cors", "pages",
                                                  "wrap", "profile", "host"};
constexpr std::array<std::string_view, 8> kTargets{"all",     "clean",   "help", "install",
                                                   "package", "rebuild", "test", "carboy"};

// Returns the name in the form of a variable: MY_SHOP for "my-shop".
std::string upper(std::string text) {
  for (char& c : text) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// Returns "GuestBook" for "guest_book".
std::string camel(const std::string& name) {
  std::string text;
  bool begins = true;
  for (const char c : name) {
    if (c != '_') text += begins ? upper(std::string(1, c)) : std::string(1, c);
    begins = c == '_';
  }
  return text;
}

std::string filled_in(std::string_view text, const std::string& name) {
  const auto version = host::own_version().to_string();
  const std::array<std::pair<std::string_view, std::string>, 4> values{
      {{"@NAME@", name},
       {"@UPPER@", upper(name)},
       {"@CAMEL@", camel(name)},
       {"@SDK@", version.substr(0, version.rfind('.'))}}};
  std::string filled(text);
  for (const auto& [mark, value] : values) {
    for (std::size_t at = 0; (at = filled.find(mark, at)) != std::string::npos;
         at += value.size()) {
      filled.replace(at, mark.size(), value);
    }
  }
  return filled;
}

bool is_app_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !name.empty() && name.size() <= 64 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

void check_free(const std::string& name) {
  std::error_code ignored;
  if (fs::symlink_status(name, ignored).type() != fs::file_type::not_found) {
    throw base::Error("A folder or file named " + name + " already exists. It was not changed.");
  }
}

void write(const fs::path& file, const std::string& text, mode_t mode = 0644) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  int failed = error ? error.value() : base::replace_file(file, text);
  if (failed == 0 && ::chmod(file.c_str(), mode) != 0) failed = errno;
  if (failed != 0) {
    throw base::Error(file.filename().string() + " cannot be written: " + base::errno_text(failed) +
                      ".");
  }
}

// Creates everything in a folder with a temporary name first, so that it appears in one step.
class Draft {
 public:
  explicit Draft(const std::string& name) : name_(name), folder_("." + name + ".unfinished") {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  ~Draft() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const fs::path& folder() const noexcept { return folder_; }
  void add_scaffold(std::string_view kind) const {
    for (const ScaffoldFile& file : scaffold_files()) {
      if (!file.path.starts_with(kind)) continue;
      write(folder_ / filled_in(file.path.substr(kind.size()), name_), filled_in(file.text, name_));
    }
  }
  void finish() const {
    std::error_code error;
    fs::rename(folder_, name_, error);
    if (error) {
      throw base::Error("The folder " + name_ +
                        " cannot be created: " + base::errno_text(error.value()) + ".");
    }
  }

 private:
  std::string name_;
  fs::path folder_;
};

std::string random_key() {
  std::array<unsigned char, 32> bytes{};
  if (::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw base::Error("Cannot get random numbers for the secret key.");
  }
  std::string key;
  for (const unsigned char byte : bytes) {
    key += "0123456789abcdef"[byte >> 4U];
    key += "0123456789abcdef"[byte & 15U];
  }
  return key;
}

}  // namespace

int new_app(const std::string& name) {
  if (!is_app_name(name)) {
    throw base::Error(
        "\"" + name +
        "\" is not a valid name for an app: use letters, digits, - and _, begin with a "
        "letter, at most 64 characters.");
  }
  check_free(name);
  const Draft draft(name);
  draft.add_scaffold("app/");
  write(draft.folder() / "secret.key", random_key() + "\n", 0600);
  for (const char* folder : {"extensions", "templates", "static"}) {
    write(draft.folder() / folder / ".gitkeep", "");
  }
  draft.finish();
  std::cout << "The app " << name << " is created.\n      cd " << name
            << "\n      carboy run --reload\n";
  return 0;
}

int new_extension(const std::string& name) {
  if (!extensions::is_extension_name(name)) {
    throw base::Error(
        "\"" + name +
        "\" is not a valid name for an extension: use lower-case letters, digits and _, "
        "begin with a letter, at most 64 characters.");
  }
  check_free(name);
  if (std::find(kTables.begin(), kTables.end(), name) != kTables.end()) {
    throw base::Error("An extension cannot be called " + name +
                      ": app.toml has a table of that name.");
  }
  if (std::find(kTargets.begin(), kTargets.end(), name) != kTargets.end()) {
    throw base::Error("An extension cannot be called " + name +
                      ": every build has a target of that name.");
  }
  const Draft draft(name);
  draft.add_scaffold("extension/");
  draft.finish();
  std::cout
      << "The extension " << name << " is created.\n      cd " << name
      << "\n      cmake -B build && cmake --build build && ctest --test-dir build\n      carboy "
         "ext check build/"
      << name << ".so\n";
  return 0;
}

}  // namespace carboy::core::cli
