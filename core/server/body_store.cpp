#include "core/server/body_store.h"

#include <algorithm>
#include <cerrno>
#include <new>

namespace carboy::core::server {
namespace {

constexpr std::size_t kFirstBody = 64 * 1024;
constexpr std::size_t kReadAtOnce = 256 * 1024;
constexpr std::size_t kPiece = 128 * 1024;  // written to the disk at once
constexpr std::size_t kKeptBody = 16 * 1024;

}  // namespace

void BodyStore::begin(std::optional<std::uint64_t> length) noexcept {
  is_on_disk_ = length.value_or(0) > limits_.max_body_in_memory;
}

// Memory grows with the bytes received, not with the length that the client has announced.
std::span<char> BodyStore::room(std::uint64_t wanted) {
  if (bytes_.full()) {
    const std::uint64_t all = bytes_.size() + wanted;
    const std::size_t doubled = std::max(kFirstBody, 2 * bytes_.capacity());
    const auto most = is_on_disk_ ? std::min(all, std::uint64_t{kPiece}) : all;
    bytes_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, doubled)));
  }
  const std::span<char> tail = bytes_.tail();
  return tail.first(
      static_cast<std::size_t>(std::min<std::uint64_t>({tail.size(), wanted, kReadAtOnce})));
}

bool BodyStore::is_due() const noexcept {
  return bytes_.size() >= (is_on_disk_ ? kPiece : limits_.max_body_in_memory + 1);
}

int BodyStore::write(bool is_last) {
  is_on_disk_ = true;
  try {
    if (file_ == nullptr) {
      file_ = std::make_shared<http::SpilledBytes>(
          0, std::make_shared<http::SpillFile>(limits_.temporary_folder));
    }
    if (const int error = file_->write(bytes_.view()); error != 0) return error;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
  written_ += bytes_.size();
  bytes_.clear();
  if (is_last || bytes_.capacity() > 2 * kPiece) bytes_.release();
  is_finished_ = is_last;
  return is_last ? file_->finish() : 0;
}

http::RequestBody BodyStore::body() const noexcept {
  return file_ == nullptr ? http::RequestBody(bytes_.view()) : http::RequestBody(*file_);
}

void BodyStore::clear() noexcept {
  file_.reset();
  written_ = 0;
  is_on_disk_ = is_finished_ = false;
  if (bytes_.capacity() > kKeptBody) {
    bytes_.release();
  } else {
    bytes_.clear();
  }
}

}  // namespace carboy::core::server
