// Messages from other threads to an event loop, and the descriptor that wakes the loop for them.
//
// Thread rule: post() and wake() may be called from any thread, the others only from the loop's.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "core/base/descriptor.h"
#include "core/server/connection/pending_connection.h"

namespace carboy::core::server {

struct Message {
  enum class Kind {
    begin,       // the first of all
    adopt,       // a new connection, `pending`
    post_back,   // a worker gives the transaction of the connection `tag` back
    wake,        // the connection `tag` has something to do
    close_some,  // the process is out of descriptors
    drain,
    abort,
  };
  Kind kind;
  std::uint64_t tag = 0;
  PendingConnection pending = {};
};

class Mailbox {
 public:
  // `bell` is an eventfd. It is edge-triggered and never read: each ring is an event of its own.
  explicit Mailbox(base::Descriptor bell) : bell_(std::move(bell)) {}
  // Closes the sockets of connections that nobody has adopted.
  ~Mailbox() {
    for (const Message& message : messages_) {
      if (message.kind == Message::Kind::adopt) ::close(message.pending.fd);
    }
  }

  // Becomes readable when there are messages, and by wake().
  int fd() const noexcept { return bell_.get(); }

  // Only the first message of a batch rings.
  void post(Message message) {
    bool is_first = false;
    {
      const std::lock_guard lock(mutex_);
      is_first = messages_.empty();
      messages_.push_back(std::move(message));
    }
    if (is_first) wake();
  }
  void wake() noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(bell_.get(), &one, sizeof one);
  }

  // Returns all messages, in the order they were posted. They are valid until the next call.
  std::span<Message> take() {
    taken_.clear();
    const std::lock_guard lock(mutex_);
    taken_.swap(messages_);
    return taken_;
  }

 private:
  base::Descriptor bell_;
  std::mutex mutex_;
  std::vector<Message> messages_;
  std::vector<Message> taken_;
};

}  // namespace carboy::core::server
