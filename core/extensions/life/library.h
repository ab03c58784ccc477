// An extension's code in this process: a private copy of its file, loaded.
//
// The copy is what makes a swap possible. Measured: dlopen of a path whose file was replaced gives
// the old library; overwriting a loaded file in place kills the process.
//
// Thread rule: a Library belongs to one thread at a time; close() never on a thread with frames of
// the library.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/elf/process_map.h"

namespace carboy::core::extensions {

// Where copies go: <app>/.carboy/run/<process>, owner only, emptied when it is destroyed.
class RunFolder {
 public:
  // Throws base::Error when it cannot be made, or is on a file system that runs nothing (noexec).
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
  // Copies `file` into the run folder, hashes the copy, and loads that. Throws base::Error when the
  // copy's SHA-256 is not `expected` (the file was changed since it was looked at), or it does not
  // load. `name` and `version` make the copy's name, so that a process map can be read.
  Library(const std::filesystem::path& file, const RunFolder& folder, const std::string& name,
          const std::string& version, const std::string& expected_sha256);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // The symbol's address; null when there is none.
  void* find(const char* symbol) const;
  const std::filesystem::path& copy() const noexcept { return copy_; }
  const std::string& sha256() const noexcept { return sha256_; }
  // Threads of the extension's own that are still inside it.
  std::vector<elf::ForeignThread> threads_inside() const;

  // Unloads it and looks whether it has really left the process: true when it has. Once it has
  // left, the copy is removed.
  bool close();
  // After close() returned false: asks the loader again, which lets go of a library whose last
  // thread_local has died meanwhile.
  bool try_again();

 private:
  struct LoadedExtension;
  std::unique_ptr<LoadedExtension> loaded_;
  std::filesystem::path copy_;
  std::string sha256_;
  std::vector<elf::AddressRange> code_;
};

}  // namespace carboy::core::extensions
