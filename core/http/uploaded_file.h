// A file that a client uploaded in a form. A small one is kept in memory, a larger one in a
// temporary file, which has no name and is removed with the object.
//
// Thread rule: not thread-safe; a file belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/descriptor.h"
#include "core/http/pairs.h"

namespace carboy::core::http {

// The temporary file of a form. All files of the form share it, and so its descriptor. It has no
// name.
class SpillFile {
 public:
  explicit SpillFile(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Creates the file unless it exists. Returns 0 or an errno (no such folder, no descriptor left).
  [[nodiscard]] int open();
  int descriptor() const noexcept { return file_.get(); }
  // Returns where the next upload may begin: at the start of a page, so that it can be mapped.
  std::uint64_t next_start() const noexcept;
  void end_at(std::uint64_t end) noexcept { end_ = end; }

 private:
  std::filesystem::path folder_;
  base::Descriptor file_;
  std::uint64_t end_ = 0;
};

// Bytes that are written once and read afterwards. Those that share a file must be written one
// after another.
class SpilledBytes {
 public:
  // Keeps up to `in_memory` bytes in memory; larger contents go to the file.
  SpilledBytes(std::size_t in_memory, std::shared_ptr<SpillFile> file);
  ~SpilledBytes();
  SpilledBytes(SpilledBytes&& other) noexcept;
  SpilledBytes& operator=(SpilledBytes&& other) noexcept;

  // Appends bytes. Returns 0 or an errno (a full disk, no folder).
  [[nodiscard]] int write(std::string_view bytes);
  // Ends writing; required before reading. Returns 0 or an errno.
  [[nodiscard]] int finish();

  std::uint64_t size() const noexcept { return size_; }
  bool is_in_memory() const noexcept { return !is_spilled_; }
  // Copies bytes from `offset` to `out`. Returns how many it copied, 0 at the end. Throws
  // base::Error if the disk cannot be read.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;
  // Returns all bytes; maps a file into memory. Valid until the object is moved or destroyed.
  // Throws base::Error if the file cannot be mapped.
  std::string_view view() const;

 private:
  int spill();
  int append_to_file(std::string_view bytes);
  int flush();

  std::size_t in_memory_;
  std::shared_ptr<SpillFile> file_;
  std::string buffer_;  // all bytes, or those that are not in the file yet
  std::uint64_t size_ = 0;
  std::uint64_t start_ = 0, written_ = 0;  // in the file
  bool is_spilled_ = false;
  mutable void* mapped_ = nullptr;
};

class UploadedFile {
 public:
  UploadedFile(std::optional<std::string> field, std::string filename, PairList headers,
               SpilledBytes bytes);

  // Returns the name of the form's field; absent (see is_absent) if the part has no name.
  std::string_view field() const noexcept;
  // Returns the file name as the client sent it: it may be `../../etc/passwd` or `C:\a.txt`. See
  // secure_filename().
  const std::string& filename() const noexcept { return filename_; }
  // Returns the type that the client claims, which proves nothing; absent if it claims no type.
  std::string_view content_type() const noexcept;
  // Returns all headers of the part, in order.
  const PairList& headers() const noexcept { return headers_; }

  std::uint64_t size() const noexcept { return bytes_.size(); }
  bool is_in_memory() const noexcept { return bytes_.is_in_memory(); }
  std::size_t read(std::uint64_t offset, std::span<char> out) const {
    return bytes_.read(offset, out);
  }
  std::string_view view() const { return bytes_.view(); }

  using Existing = base::Existing;
  // Writes the file to `path`, as RequestBody::save() does.
  void save(const std::filesystem::path& path, Existing existing = Existing::refuse) const;

 private:
  std::optional<std::string> field_;
  std::string filename_;
  PairList headers_;
  SpilledBytes bytes_;
};

}  // namespace carboy::core::http
