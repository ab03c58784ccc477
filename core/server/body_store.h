// Where a request's body gathers: in memory, or, when it is larger than that is good for, piece by
// piece in a file without a name.
//
// Thread rule: not thread-safe; belongs to whoever owns the connection.
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

  // A body of so many bytes begins; nothing: nobody knows how many.
  void begin(std::optional<std::uint64_t> length) noexcept;

  // Where bytes are appended while !is_due(). What does not fit into the memory it may take, a
  // decoder may put there all the same.
  ByteBuffer& bytes() noexcept { return bytes_; }
  // Room for up to `wanted` more bytes, at least one.
  std::span<char> room(std::uint64_t wanted);

  // write() has to come before more bytes.
  bool is_due() const noexcept;
  // ... before body(), too.
  bool is_behind() const noexcept { return is_on_disk_ && !is_finished_; }
  // Writes to the disk what is here; blocks. `is_last`: nothing will come behind it. 0 or an errno.
  [[nodiscard]] int write(bool is_last);

  std::uint64_t size() const noexcept { return written_ + bytes_.size(); }
  // REQUIRES: !is_behind(). Valid until clear().
  http::RequestBody body() const noexcept;

  // Forgets the body. Some memory is kept for the next one.
  void clear() noexcept;
  // The file, which takes its time to go when it is large; null when there is none. The body is
  // gone with it.
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
