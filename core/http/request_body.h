// A request's body as the server received it: in memory, or, when it is large, in a file without a
// name.
//
// Thread rule: not thread-safe; belongs to one thread at a time. It borrows what it was made of.
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

  // Copies from `offset` on to `out`; how many bytes, 0 at the end. Throws base::Error when the
  // disk cannot be read.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;
  // All bytes, mapped into memory when they lie in a file: what is looked at takes memory. Throws
  // base::Error when they cannot be mapped.
  std::string_view view() const { return file_ == nullptr ? bytes_ : file_->view(); }

  // Writes all of it to `path` in one step: it is there whole or not at all, readable by those whom
  // the umask allows. Throws base::Error when it exists and shall not be replaced, and when the
  // folder or the disk does not allow it; the text names the path.
  void save(const std::filesystem::path& path, base::Existing existing) const;

 private:
  std::string_view bytes_;
  const SpilledBytes* file_ = nullptr;
};

}  // namespace carboy::core::http
