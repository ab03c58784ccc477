// The nonblocking socket of one client, and what its events have reported: the engine is
// edge-triggered and reports everything once.
//
// Thread rule: belongs to the loop's thread. A worker may write to fd() meanwhile, since only the
// loop closes it.
#pragma once

#include <cstddef>
#include <span>

#include "core/server/engine.h"

namespace carboy::core::server {

class ClientSocket {
 public:
  ClientSocket() = default;
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;
  ~ClientSocket();

  // Takes over an open descriptor.
  void open(int fd) noexcept;
  bool is_open() const noexcept { return fd_ >= 0; }
  int fd() const noexcept { return fd_; }
  // With `reset` the client gets an error instead of an orderly end.
  void close(bool reset) noexcept;

  // Notes what an event reports.
  void note(const Event& event) noexcept;
  // The next may_read() is true: there may be input that no event has reported yet.
  void expect_input() noexcept { may_read_ = true; }
  void note_gone() noexcept { is_gone_ = true; }

  // Returns whether the socket may hold unread input; no event will report that input again.
  bool may_read() const noexcept { return may_read_; }
  // Returns whether an event has reported that the client sends nothing more. There may be unread
  // input before the end; see is_at_end().
  bool has_finished() const noexcept { return has_finished_ || is_gone_; }
  // Returns whether the client does not take anything any more either.
  bool is_gone() const noexcept { return is_gone_; }
  // Returns whether everything that the client has sent was read and no more will come.
  bool is_at_end() const noexcept { return is_at_end_; }

  // Reads once. Returns 0 if there is no input or is_at_end().
  std::size_t read(std::span<char> room) noexcept;
  // Reads without taking the bytes.
  std::size_t peek(std::span<char> room) noexcept;
  // Takes `size` bytes that peek() has shown, and forgets them.
  void skip(std::span<char> room, std::size_t size) noexcept;
  // Returns whether the kernel holds input, whatever events have reported.
  bool has_input() const noexcept;
  // Returns whether the kernel would take bytes to write.
  bool is_writable() const noexcept;

  // Ends our side of the connection. Returns false if it had ended before.
  bool finish_writing() noexcept;
  // Reads and forgets a limited amount of input. Returns whether there was any.
  bool drop_input() noexcept;

 private:
  std::size_t receive(std::span<char> room, int flags) noexcept;

  int fd_ = -1;
  bool may_read_ = false;
  bool has_finished_ = false;
  bool is_at_end_ = false;
  bool is_gone_ = false;
  bool is_shut_ = false;
};

}  // namespace carboy::core::server
