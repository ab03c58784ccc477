#include "core/server/connection/response_writer.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace carboy::core::server {
namespace {

using Clock = TransferRate::Clock;
using Framing = ResponsePlan::Framing;

constexpr std::chrono::milliseconds kPumpTurn{5};  // then other jobs have theirs
constexpr std::size_t kFlushAt = 64 * 1024;

// RFC 9112, section 7.1.
void append_chunk(std::string& out, std::string_view bytes) {
  char size[2 * sizeof(std::size_t)];
  const char* end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
  out.append(size, static_cast<std::size_t>(end - size)).append("\r\n");
  out.append(bytes).append("\r\n");
}

// An event stream without a listener would go on for ever; other streams are sent to their end.
bool is_cancelled(const app::Exchange& exchange) noexcept {
  return exchange.cancelled_for_sure() ||
         (exchange.cancelled() && exchange.response.body.stream()->is_event_stream());
}

// Returns the number of the `taken` bytes that the client's side has acknowledged. The socket
// becomes writable only when much of its buffer is free, which takes a slow client long.
std::int64_t acknowledged(int fd, std::uint64_t taken) noexcept {
  int waiting = 0;
  if (::ioctl(fd, SIOCOUTQ, &waiting) != 0) waiting = 0;
  return static_cast<std::int64_t>(taken) - waiting;
}

}  // namespace

ResponseWriter::ResponseWriter(const Context& context, app::Exchange& exchange) noexcept
    : context_(context), exchange_(exchange) {}

void ResponseWriter::begin(int fd) noexcept {
  fd_ = fd;
  is_broken_ = needs_reset_ = false;
}

void ResponseWriter::start(const ResponseContext& context) {
  const http::Response& response = exchange_.response;
  plan_ = write_head(output_.text(), response, context);
  is_stream_ = plan_.send_body && response.body.stream() != nullptr;
  is_done_ = !is_stream_;
  pause_ = {};
  body_at_ = output_.taken() + output_.size();
  body_queued_ = 0;
  if (!plan_.send_body || is_stream_) return;
  body_queued_ = response.body.bytes().size();
  output_.borrow(response.body.bytes());
}

void ResponseWriter::start_refusal(const Refusal& refusal, bool head_request) {
  write_error(output_.text(), refusal.status, refusal.text,
              {.extra_fields = refusal.status == 503 ? "Retry-After: 1\r\n" : "",
               .head_request = head_request});
  plan_ = {};
  plan_.keep_alive = false;
}

Output::Flushed ResponseWriter::flush() noexcept {
  const Output::Flushed flushed = output_.flush(fd_);
  if (flushed == Output::Flushed::broken) break_off();
  return flushed;
}

Output::Flushed ResponseWriter::resume(bool client_is_gone) noexcept {
  if (is_broken_ || client_is_gone || must_stop()) {
    break_off();
    return Output::Flushed::broken;
  }
  return flush();
}

bool ResponseWriter::must_stop() const noexcept {
  if (is_done_) return false;
  return is_cancelled(exchange_) || (context_.draining.load(std::memory_order_relaxed) &&
                                     exchange_.response.body.stream()->is_event_stream());
}

ResponseWriter::Pumped ResponseWriter::pump() noexcept {
  const auto turn_ends = Clock::now() + kPumpTurn;
  for (;;) {
    if (!is_broken_) {
      const Output::Flushed flushed = output_.flush_file(fd_);
      const bool is_broken = flushed == Output::Flushed::broken;
      if (flushed != Output::Flushed::all && !is_broken) return Pumped::waiting;
      if (is_broken || must_stop()) break_off();
    }
    if (is_broken_ || is_done_) return Pumped::finished;
    if (pause_.count() > 0) return Pumped::waiting;
    if (Clock::now() >= turn_ends) return Pumped::turn_over;
    make_next_piece();
  }
}

void ResponseWriter::make_next_piece() noexcept {
  rate_.end();
  const auto state = exchange_.response.body.stream()->next(*this);
  if (state == http::BodyStream::State::more) return;
  is_done_ = true;
  const bool is_short = plan_.framing == Framing::length && plan_.length > 0;
  if (state == http::BodyStream::State::failed || is_short) {
    break_off();
  } else if (plan_.framing == Framing::chunked) {
    output_.text().append("0\r\n\r\n");
  }
}

bool ResponseWriter::write(std::string_view bytes) {
  if (is_broken_ || is_cancelled(exchange_)) return false;
  if (plan_.framing == Framing::length) {
    if (bytes.size() > plan_.length) break_off();  // more than was promised
    bytes = bytes.substr(0, plan_.length);
    plan_.length -= bytes.size();
  }
  body_queued_ += bytes.size();
  if (plan_.framing != Framing::chunked) {
    output_.text().append(bytes);
  } else if (!bytes.empty()) {
    append_chunk(output_.text(), bytes);
  }
  if (output_.size() >= kFlushAt) flush();
  return !is_broken_;
}

// A file cannot be sent in chunks; the stream has to write its bytes.
bool ResponseWriter::take_file(int file, std::uint64_t offset, std::uint64_t size) {
  if (plan_.framing == Framing::chunked) return false;
  if (plan_.framing == Framing::length) {
    if (size > plan_.length) break_off();
    plan_.length -= std::min(size, plan_.length);
  }
  output_.send_file(file, offset, size);
  body_queued_ += size;
  return true;
}

std::chrono::nanoseconds ResponseWriter::take_pause() noexcept {
  return is_done_ ? std::chrono::nanoseconds(0) : std::exchange(pause_, {});
}

std::chrono::milliseconds ResponseWriter::time_left() noexcept {
  const Timeouts& timeouts = context_.options.timeouts;
  const Clock::time_point now = Clock::now();
  if (!rate_.is_running()) rate_.begin(now, acknowledged(fd_, output_.taken()));
  rate_.note(now, acknowledged(fd_, output_.taken()));
  return std::chrono::ceil<std::chrono::milliseconds>(
      rate_.due(timeouts.write_idle, timeouts.write_rate, timeouts.grace) - now);
}

void ResponseWriter::break_off() noexcept {
  is_broken_ = true;
  if (!is_stream_) return;
  exchange_.cancel();
  needs_reset_ = ends_with_connection();
}

app::Sent ResponseWriter::sent() const noexcept {
  app::Sent sent;
  const std::uint64_t taken = output_.taken();
  if (plan_.status == 0 || taken < body_at_) return sent;
  sent.status = plan_.status;
  sent.is_whole = !is_broken_;
  sent.body_bytes = is_broken_ ? std::min(body_queued_, taken - body_at_) : body_queued_;
  return sent;
}

void ResponseWriter::next() noexcept {
  output_.clear();
  rate_.end();
  pause_ = {};
  plan_.status = 0;
  is_stream_ = false;
  is_done_ = true;
}

}  // namespace carboy::core::server
