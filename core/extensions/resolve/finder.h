// Finds the files of extensions: first in the app's own folder, then in the host's.
//
// Thread rule: immutable; any thread. Every call reads the folders again.
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

// An extension's file, usable or not.
struct InstalledExtension {
  std::string name;            // of the file, without ".so"
  std::string path;            // the path to show: "extensions/sql.so"
  std::filesystem::path file;  // to open it
  std::string refusal;         // why it cannot be used, a sentence that begins with the path, or ""
  std::shared_ptr<const Manifest> manifest;  // null if it could not be read
  std::optional<Version> built_with;         // the SDK it was compiled against
  std::vector<elf::Finding> findings;        // what lint says about it
  Signature signature;                       // who signed it

  bool usable() const { return refusal.empty(); }
};

// Returns the extension of that name, or null.
const InstalledExtension* find_available(std::span<const InstalledExtension> available,
                                         std::string_view name);
// The names of all, for suggestions.
std::vector<std::string> names_of(std::span<const InstalledExtension> available);

class Finder {
 public:
  struct Folder {
    std::filesystem::path path;
    std::string shown;  // the folder's name in messages; "" for the file's name alone
  };

  // The first folder has precedence; a folder that does not exist is empty. `amend` may change what
  // was found; the test kit needs that for its stand-ins.
  using Amend = std::function<void(InstalledExtension&)>;
  explicit Finder(std::vector<Folder> folders, Amend amend = {})
      : folders_(std::move(folders)), amend_(std::move(amend)) {}

  // Returns all extensions by name; if two folders have NAME.so, that of the first one. A file is
  // refused if it is not an extension, if its name differs from the manifest's, if it has no entry
  // point, or if another file of the folder contains the same extension. Throws base::Error if a
  // folder cannot be read.
  std::vector<InstalledExtension> all() const;

  // Returns the extension of that name without opening any other file; nothing if there is none.
  std::optional<InstalledExtension> find(std::string_view name) const;

  // "extensions/sql.so or /usr/lib/carboy/extensions/sql.so": where find() looks.
  std::string places(std::string_view name) const;

 private:
  std::vector<Folder> folders_;
  Amend amend_;
};

}  // namespace carboy::core::extensions
