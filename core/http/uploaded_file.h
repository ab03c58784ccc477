// A file that came with a form. Small ones are held in memory, larger ones in a temporary file that
// has no name and is gone with this object.
//
// Thread rule: not thread-safe; belongs to one thread at a time.
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

// The one temporary file of a form: it has no name, and takes no more than one descriptor however
// many files the form has.
class SpillFile {
 public:
  explicit SpillFile(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Makes the file if there is none yet. 0 or an errno (no such folder, no descriptor left).
  [[nodiscard]] int open();
  int descriptor() const noexcept { return file_.get(); }
  // Where the next bytes may begin: the beginning of a page, so that they can be mapped.
  std::uint64_t next_start() const noexcept;
  void end_at(std::uint64_t end) noexcept { end_ = end; }

 private:
  std::filesystem::path folder_;
  base::Descriptor file_;
  std::uint64_t end_ = 0;
};

// Bytes that are written once and read afterwards. Of those that share a file, one is written after
// the other.
class SpilledBytes {
 public:
  // Up to `in_memory` bytes stay in memory, more go to the file.
  SpilledBytes(std::size_t in_memory, std::shared_ptr<SpillFile> file);
  ~SpilledBytes();
  SpilledBytes(SpilledBytes&& other) noexcept;
  SpilledBytes& operator=(SpilledBytes&& other) noexcept;

  // Appends. Gives the errno of what failed (a full disk, no folder), or 0.
  [[nodiscard]] int write(std::string_view bytes);
  // REQUIRES before reading: nothing more will be written. 0 or an errno.
  [[nodiscard]] int finish();

  std::uint64_t size() const noexcept { return size_; }
  bool is_in_memory() const noexcept { return !is_spilled_; }
  // Copies from `offset` on to `out`; how many bytes, 0 at the end. Throws base::Error when the
  // disk cannot be read.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;
  // All bytes, mapped into memory when they lie in a file; valid while this object lives and is not
  // moved. Throws base::Error when they cannot be mapped.
  std::string_view view() const;

 private:
  int spill();
  int append_to_file(std::string_view bytes);
  int flush();

  std::size_t in_memory_;
  std::shared_ptr<SpillFile> file_;
  std::string buffer_;  // all bytes, or those not yet in the file
  std::uint64_t size_ = 0;
  std::uint64_t start_ = 0, written_ = 0;  // in the file
  bool is_spilled_ = false;
  mutable void* mapped_ = nullptr;
};

class UploadedFile {
 public:
  UploadedFile(std::optional<std::string> field, std::string filename, PairList headers,
               SpilledBytes bytes);

  // The name of the form's field; absent (see is_absent) when the part had none.
  std::string_view field() const noexcept;
  // As sent, so it may be `../../etc/passwd` or `C:\a.txt`: secure_filename makes a safe one of it.
  const std::string& filename() const noexcept { return filename_; }
  // As the client said, which proves nothing; absent when it did not.
  std::string_view content_type() const noexcept;
  // All headers of the part, in order.
  const PairList& headers() const noexcept { return headers_; }

  std::uint64_t size() const noexcept { return bytes_.size(); }
  bool is_in_memory() const noexcept { return bytes_.is_in_memory(); }
  std::size_t read(std::uint64_t offset, std::span<char> out) const {
    return bytes_.read(offset, out);
  }
  std::string_view view() const { return bytes_.view(); }

  using Existing = base::Existing;
  // As RequestBody::save().
  void save(const std::filesystem::path& path, Existing existing = Existing::refuse) const;

 private:
  std::optional<std::string> field_;
  std::string filename_;
  PairList headers_;
  SpilledBytes bytes_;
};

}  // namespace carboy::core::http
