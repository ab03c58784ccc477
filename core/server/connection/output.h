// What is still to be written to a connection: own bytes, then a borrowed body or a part of a file.
//
// Thread rule: not thread-safe; it belongs to whoever owns the connection.
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
    all,      // everything is with the kernel
    some,     // it took a part, and is full
    enough,   // it took much, and may take more: others have their turn first
    nothing,  // it took no byte, and is full
    file,     // what is left lies in a file: see flush_file()
    broken,   // the client has gone
  };

  // Own bytes go out before the borrowed ones. REQUIRES: no borrowed bytes are left.
  std::string& text() noexcept { return text_; }
  // Sent behind text(). Short ones are copied, so that one plain send() takes all.
  void borrow(std::string_view body);

  // Sent behind text(), by the kernel from its own memory. `file` stays open until then. REQUIRES:
  // nothing is borrowed, and no part of another file is left.
  void send_file(int file, std::uint64_t offset, std::uint64_t size) noexcept;

  bool empty() const noexcept { return size() == 0 && file_left_ == 0; }
  // In memory.
  std::size_t size() const noexcept { return text_.size() - sent_ + rest_.size(); }
  // How many bytes the kernel has taken since clear().
  std::uint64_t taken() const noexcept { return taken_; }

  // Writes as much as the socket takes, without blocking and without SIGPIPE. Leaves a file alone.
  Flushed flush(int fd) noexcept;
  // The same, and goes on with the file: waits for the disk. A file that ends too soon is broken.
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
