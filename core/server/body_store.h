// Collects a request's body in memory, or, if it is large, piece by piece in a file without a name.
//
// Thread rule: not thread-safe; belongs to the owner of the transaction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/http/request_body.h"
#include "core/http/uploaded_file.h"
#include "core/server/byte_buffer.h"
#include "core/server/server_options.h"

namespace carboy::core::server {

class BodyStore {
 public:
  explicit BodyStore(const Limits& limits) noexcept : limits_(limits) {}

  // Begins a body of `length` bytes, or of unknown length.
  void begin(std::optional<std::uint64_t> length) noexcept;

  // The buffer to append to while !is_due(). A decoder may exceed the limit of memory by what it
  // has decoded at once.
  ByteBuffer& bytes() noexcept { return bytes_; }
  // Returns room for at least one and at most `wanted` more bytes.
  std::span<char> room(std::uint64_t wanted);

  // Returns whether write() has to be called before more bytes are appended.
  bool is_due() const noexcept;
  // Returns whether write() has to be called before body().
  bool is_behind() const noexcept { return is_on_disk_ && !is_finished_; }
  // Writes the bytes in memory to the disk; blocks. `is_last` means that no more will follow.
  // Returns 0 or an errno.
  [[nodiscard]] int write(bool is_last);

  std::uint64_t size() const noexcept { return written_ + bytes_.size(); }
  // REQUIRES: !is_behind(). Valid until clear().
  http::RequestBody body() const noexcept;

  // Forgets the body, and keeps some memory for the next one.
  void clear() noexcept;
  // Returns the file, or null if there is none. The body is gone with it. The last owner frees the
  // file's space, which may take long.
  std::shared_ptr<const http::SpilledBytes> take_file() noexcept { return std::move(file_); }

 private:
  const Limits& limits_;
  ByteBuffer bytes_;  // the whole body, or what is not in the file
  std::shared_ptr<http::SpilledBytes> file_;
  std::uint64_t written_ = 0;
  bool is_on_disk_ = false;
  bool is_finished_ = false;
};

}  // namespace carboy::core::server
