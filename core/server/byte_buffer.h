// Bytes in one block of memory, which grows without being filled with zeros.
//
// Thread rule: not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <utility>

namespace carboy::core::server {

class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;
  ~ByteBuffer() { std::free(data_); }

  char* data() noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  bool full() const noexcept { return size_ == capacity_; }
  std::string_view view() const noexcept { return {data_, size_}; }

  // Makes room for `capacity` bytes in all. The bytes may move.
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    // A parser may write a mark after the last byte, even of a full buffer.
    void* moved = std::realloc(data_, capacity + 1);
    if (moved == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(moved);
    capacity_ = capacity;
  }
  // Returns the unused memory after the bytes. Call added() for what was put there.
  std::span<char> tail() noexcept { return {data_ + size_, capacity_ - size_}; }
  void added(std::size_t count) noexcept { size_ += count; }

  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    if (capacity_ - size_ < bytes.size()) reserve(std::max(size_ + bytes.size(), 2 * capacity_));
    std::memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  // Removes [from, to); the bytes after it move down.
  void erase(std::size_t from, std::size_t to) noexcept {
    if (from == to) return;
    std::memmove(data_ + from, data_ + to, size_ - to);
    size_ -= to - from;
  }
  void resize_down(std::size_t size) noexcept { size_ = size; }
  void clear() noexcept { size_ = 0; }
  // Frees the memory.
  void release() noexcept {
    std::free(std::exchange(data_, nullptr));
    size_ = capacity_ = 0;
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace carboy::core::server
