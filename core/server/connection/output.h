// Bytes that are still to be written to a socket: its own text, then a borrowed body or a part of a
// file.
//
// Thread rule: not thread-safe; belongs to the owner of the transaction.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace carboy::core::server {

class Output {
 public:
  enum class Flushed {
    all,      // the kernel has taken everything
    some,     // the kernel has taken a part and is full
    enough,   // the kernel has taken much and may take more, after the other connections
    nothing,  // the kernel is full and has taken no byte
    file,     // only the part of a file is left; see flush_file()
    broken,   // the client has gone
  };

  // Append to this; it is sent before the body. REQUIRES: no borrowed bytes are left.
  std::string& text() noexcept { return text_; }
  // Sends `body` after text(). A short body is copied, so that one send() takes all. A long one has
  // to stay valid until it was sent.
  void borrow(std::string_view body);

  // Sends a part of a file after text(), with sendfile(2). `file` stays open until then. REQUIRES:
  // nothing is borrowed, and no part of another file is left.
  void send_file(int file, std::uint64_t offset, std::uint64_t size) noexcept;

  bool empty() const noexcept { return size() == 0 && file_left_ == 0; }
  // Returns the number of bytes in memory that are still to be written.
  std::size_t size() const noexcept { return text_.size() - sent_ + rest_.size(); }
  // Returns the number of bytes that the kernel has taken since clear().
  std::uint64_t taken() const noexcept { return taken_; }

  // Writes as much of the memory as the socket takes, without blocking and without SIGPIPE.
  Flushed flush(int fd) noexcept;
  // Does the same, then goes on with the file, which waits for the disk. If the file ends too
  // early, the result is `broken`.
  Flushed flush_file(int fd) noexcept;
  void clear() noexcept;

 private:
  void took(std::size_t count) noexcept;

  std::string text_;
  std::size_t sent_ = 0;  // of text_
  std::string_view rest_;
  int file_ = -1;
  off_t file_at_ = 0;
  std::uint64_t file_left_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace carboy::core::server
