// A request's body as the server received it: in memory or, if it is large, in a file without a
// name. It borrows the bytes or the file.
//
// Thread rule: not thread-safe; a body belongs to one thread at a time.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/http/uploaded_file.h"

namespace carboy::core::http {

class RequestBody {
 public:
  RequestBody() = default;
  template <std::convertible_to<std::string_view> Text>
  RequestBody(const Text& bytes) noexcept : bytes_(bytes) {}
  explicit RequestBody(const SpilledBytes& file) noexcept : file_(&file) {}

  std::uint64_t size() const noexcept { return file_ == nullptr ? bytes_.size() : file_->size(); }
  bool is_in_memory() const noexcept { return file_ == nullptr || file_->is_in_memory(); }

  // Copies bytes from `offset` to `out`. Returns how many it copied, 0 at the end. Throws
  // base::Error if the disk cannot be read.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;
  // Returns all bytes. Maps a file into memory, where only pages that are read take space. Throws
  // base::Error if the file cannot be mapped.
  std::string_view view() const { return file_ == nullptr ? bytes_ : file_->view(); }

  // Writes the body to `path` atomically, with the permissions that the umask allows. Throws
  // base::Error, which names the path, if the file exists and must not be replaced, and if it
  // cannot be written.
  void save(const std::filesystem::path& path, base::Existing existing) const;

 private:
  std::string_view bytes_;
  const SpilledBytes* file_ = nullptr;
};

}  // namespace carboy::core::http
