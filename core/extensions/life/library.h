// An extension's code in this process: a private copy of its file, loaded.
//
// The copy makes a swap possible. Measured: dlopen of a path whose file was replaced returns the
// old library, and overwriting the file of a loaded library kills the process.
//
// Thread rule: a Library belongs to one thread at a time; close() is never called by a thread with
// frames of the library.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/elf/process_map.h"

namespace carboy::core::extensions {

// The folder of the copies: <app>/.carboy/run/<process>, which only its owner may read. It is
// removed with the object.
class RunFolder {
 public:
  // Throws base::Error if it cannot be made, or is on a file system mounted noexec.
  explicit RunFolder(const std::filesystem::path& app_folder);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

class Library {
 public:
  // Copies `file` into the run folder, hashes the copy, and loads the copy. Throws base::Error if
  // its SHA-256 is not `expected_sha256` (the file was changed after it was checked; empty: any),
  // or if it does not load. The copy is named after `name` and `version`, so that people can read
  // the process's map.
  Library(const std::filesystem::path& file, const RunFolder& folder, const std::string& name,
          const std::string& version, const std::string& expected_sha256);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Returns the symbol's address, or null if there is no such symbol.
  void* find(const char* symbol) const;
  const std::filesystem::path& copy() const noexcept { return copy_; }
  const std::string& sha256() const noexcept { return sha256_; }
  // The extension's own threads that are still inside it.
  std::vector<elf::ForeignThread> threads_inside() const;

  // Unloads the library. Returns whether it has left the process; then the copy is removed.
  bool close();
  // Tries again after close() returned false: the loader unloads a library once its last
  // thread_local object has been destroyed.
  bool try_again();

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
  std::filesystem::path copy_;
  std::string sha256_;
  std::vector<elf::AddressRange> code_;
};

}  // namespace carboy::core::extensions
