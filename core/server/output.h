// What is still to be written to a connection: own bytes, then a borrowed body.
//
// Thread rule: not thread-safe; it belongs to whoever owns the connection.
#pragma once

#include <cstddef>
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
    broken,   // the client has gone
  };

  // Own bytes go out before the borrowed ones. REQUIRES: no borrowed bytes are left.
  std::string& text() noexcept { return text_; }
  // Sent behind text(). Short ones are copied, so that one plain send() takes all.
  void borrow(std::string_view body);

  bool empty() const noexcept { return sent_ == text_.size() && rest_.empty(); }
  std::size_t size() const noexcept { return text_.size() - sent_ + rest_.size(); }

  // Writes as much as the socket takes, without blocking and without SIGPIPE.
  Flushed flush(int fd) noexcept;
  void clear() noexcept;

 private:
  void took(std::size_t count) noexcept;

  std::string text_;
  std::size_t sent_ = 0;  // of text_
  std::string_view rest_;
};

}  // namespace carboy::core::server
