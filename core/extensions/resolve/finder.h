// Finds extensions' files: first in the app's own folder, then in the host's.
//
// Thread rule: immutable; any thread. Every call reads the folders anew.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/package/extension_file.h"
#include "core/extensions/package/manifest.h"
#include "core/extensions/package/version.h"

namespace carboy::core::extensions {

// A file that an extension's name leads to, usable or not.
struct InstalledExtension {
  std::string name;            // of the file, without ".so"
  std::string path;            // as people know it: "extensions/sql.so"
  std::filesystem::path file;  // to open it
  std::string refusal;         // why it cannot be used, a sentence that begins with the path, or ""
  std::shared_ptr<const Manifest> manifest;  // none when it could not be read
  std::optional<Version> built_with;         // the SDK it was compiled against
  std::vector<elf::Finding> findings;        // what lint says about it

  bool usable() const { return refusal.empty(); }
};

// The one of that name; null when there is none.
const InstalledExtension* find_available(std::span<const InstalledExtension> available,
                                         std::string_view name);
// The names of all, for suggestions.
std::vector<std::string> names_of(std::span<const InstalledExtension> available);

class Finder {
 public:
  struct Folder {
    std::filesystem::path path;
    std::string shown;  // what stands before the file's name in messages; "" for the name alone
  };

  // Folders in the order of their precedence; one that does not exist is empty.
  // `amend`, where given, may change what was found; the test kit's stand-ins need it.
  using Amend = std::function<void(InstalledExtension&)>;
  explicit Finder(std::vector<Folder> folders, Amend amend = {})
      : folders_(std::move(folders)), amend_(std::move(amend)) {}

  // What there is, by name; of two folders that have NAME.so the first one's. Refused are files
  // that are no extension, whose name is not the one in the manifest, which have no entry point,
  // and all files of one folder that hold the same extension. Throws base::Error when a folder
  // cannot be read.
  std::vector<InstalledExtension> all() const;

  // The file that `name` leads to, without looking at any other. Nothing when there is none.
  std::optional<InstalledExtension> find(std::string_view name) const;

  // "extensions/sql.so or /usr/lib/carboy/extensions/sql.so": where find() looks.
  std::string places(std::string_view name) const;

 private:
  std::vector<Folder> folders_;
  Amend amend_;
};

}  // namespace carboy::core::extensions
