#include "core/server/request_reader.h"

#include <algorithm>

namespace carboy::core::server {
namespace {

constexpr std::size_t kSmall = 4096;           // enough for most requests
constexpr std::size_t kAfterHead = 16 * 1024;  // for a small body, or chunks piece by piece
constexpr std::size_t kShownLine = 1000;

}  // namespace

RequestReader::RequestReader(const Limits& limits)
    : limits_(limits), parser_(limits), store_(limits) {}

std::span<char> RequestReader::room() {
  if (phase_ == Phase::body && place_ == Place::own) {
    return store_.room(parser_.body_length() - store_.size());
  }
  if (in_.full() && phase_ != Phase::complete) make_room();
  return in_.tail();
}

void RequestReader::make_room() {
  if (phase_ == Phase::body) {  // in chunks: all bytes before start_ are decoded
    in_.erase(head_end_, start_);
    start_ = head_end_;
  } else if (head_start_ > 0) {
    const auto before = reinterpret_cast<std::uintptr_t>(in_.data() + head_start_);
    in_.erase(0, head_start_);
    parser_.moved(before, in_.size(), in_.data());
    start_ -= head_start_;
    head_start_ = 0;
  } else {
    keep_for_head(in_.capacity() == 0 ? kSmall : limits_.max_header_bytes + kAfterHead);
  }
}

// The buffer may move here, so nobody else may hold a view of the head yet.
void RequestReader::keep_for_head(std::size_t capacity) {
  const auto before = reinterpret_cast<std::uintptr_t>(in_.data());
  in_.reserve(capacity);
  parser_.moved(before, in_.size(), in_.data());
}

void RequestReader::received(std::size_t count) noexcept {
  if (phase_ == Phase::body) body_received_ += count;
  (phase_ == Phase::body && place_ == Place::own ? store_.bytes() : in_).added(count);
}

RequestReader::Status RequestReader::parse() {
  switch (phase_) {
    case Phase::start:
      skip_empty_lines();
      if (start_ == in_.size() || in_.view().substr(start_) == "\r") return Status::need_more;
      head_start_ = start_;
      phase_ = Phase::head;
      [[fallthrough]];
    case Phase::head:
      return parse_head();
    case Phase::body:
      return parse_body();
    case Phase::complete:
      return Status::complete;
    case Phase::failed:
      break;
  }
  return Status::failed;
}

// RFC 9112, section 2.2: empty lines before a request line are ignored.
void RequestReader::skip_empty_lines() noexcept {
  while (in_.view().substr(start_).starts_with("\r\n")) start_ += 2;
  if (start_ != in_.size()) return;
  in_.clear();
  head_start_ = start_ = 0;
}

std::string_view RequestReader::line() const noexcept {
  const std::string_view most = in_.view().substr(head_start_).substr(0, kShownLine);
  return most.substr(0, most.find_first_of("\r\n"));
}

RequestReader::Status RequestReader::parse_head() {
  std::size_t consumed = 0;
  const auto step = parser_.parse_head(in_.data() + start_, in_.size() - start_, consumed);
  start_ += consumed;
  if (step == RequestParser::Step::failed) {
    phase_ = Phase::failed;
    return Status::failed;
  }
  if (step == RequestParser::Step::need_more) return Status::need_more;
  head_end_ = start_;
  return start_body();
}

RequestReader::Status RequestReader::start_body() {
  const std::size_t here = in_.size() - head_end_;
  switch (parser_.body_kind()) {
    case RequestParser::BodyKind::none:
      return complete({});
    case RequestParser::BodyKind::length: {
      const std::uint64_t length = parser_.body_length();
      place_ = length <= std::max(here, kAfterHead) ? Place::in_buffer : Place::own;
      if (place_ == Place::in_buffer) {
        keep_for_head(head_end_ + static_cast<std::size_t>(length));
      } else {
        store_.begin(length);
        store_.bytes().append(in_.view().substr(head_end_));
        in_.resize_down(head_end_);
      }
      break;
    }
    case RequestParser::BodyKind::chunked:
      place_ = Place::chunks;
      keep_for_head(head_end_ + kAfterHead);
      break;
  }
  phase_ = Phase::body;
  const Status status = parse_body();
  const bool waiting = status == Status::need_more && here == 0 && parser_.expects_continue();
  return waiting ? Status::wants_continue : status;
}

RequestReader::Status RequestReader::parse_body() {
  switch (place_) {
    case Place::in_buffer: {
      const auto length = static_cast<std::size_t>(parser_.body_length());
      if (in_.size() - head_end_ < length) return Status::need_more;
      start_ = head_end_ + length;
      return complete(in_.view().substr(head_end_, length));
    }
    case Place::own:
      if (store_.size() == parser_.body_length()) return end_body();
      return store_.is_due() ? Status::store : Status::need_more;
    case Place::chunks:
      break;
  }
  if (body_is_here_) return end_body();
  if (store_.is_due()) return Status::store;
  std::size_t consumed = 0;
  const auto step = parser_.parse_chunks(in_.view().substr(start_), consumed, store_.bytes());
  start_ += consumed;
  if (step == RequestParser::Step::failed) {
    phase_ = Phase::failed;
    return Status::failed;
  }
  if (step == RequestParser::Step::done) return end_body();
  return store_.is_due() ? Status::store : Status::need_more;
}

RequestReader::Status RequestReader::end_body() noexcept {
  body_is_here_ = true;
  return store_.is_behind() ? Status::store : complete(store_.body());
}

int RequestReader::store_piece() noexcept {
  const int error = store_.write(body_is_here_);
  if (error != 0) {
    refusal_ = {507, "The server cannot store a request body of this size."};
    phase_ = Phase::failed;
  }
  return error;
}

RequestReader::Status RequestReader::complete(const http::RequestBody& body) noexcept {
  body_ = body;
  phase_ = Phase::complete;
  return Status::complete;
}

void RequestReader::next() noexcept {
  body_ = {};
  store_.clear();
  body_is_here_ = false;
  body_received_ = 0;
  refusal_ = {};
  parser_.begin();
  phase_ = Phase::start;
  if (start_ == in_.size()) {
    in_.clear();
    start_ = 0;
  }
  head_start_ = start_;
}

void RequestReader::reset() noexcept {
  if (phase_ != Phase::start) next();
  in_.clear();
  head_start_ = start_ = 0;
  if (in_.capacity() > kSmall) in_.release();
}

}  // namespace carboy::core::server
