// A connection's streamed bodies. Nothing is asked of a stream before all it gave is with the
// kernel, so a slow client costs one piece of memory, and what it was given never waits for what
// the stream has still to make.
#include <poll.h>

#include <algorithm>
#include <charconv>

#include "core/server/connection/connection.h"
#include "core/server/loop.h"

namespace carboy::core::server {
namespace {

constexpr std::chrono::milliseconds kPumpTurn{5};  // then other jobs have theirs
constexpr std::size_t kFlushAt = 64 * 1024;

// RFC 9112, section 7.1.
void append_chunk(std::string& out, std::string_view bytes) {
  char size[2 * sizeof(std::size_t)];
  const char* end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
  out.append(size, static_cast<std::size_t>(end - size)).append("\r\n");
  out.append(bytes).append("\r\n");
}

}  // namespace

// Frames what a stream writes.
class StreamSink final : public http::BodySink {
 public:
  explicit StreamSink(Connection& connection) : connection_(connection) {}

  bool write(std::string_view bytes) override {
    if (connection_.broken_ || connection_.is_cancelled()) return false;
    if (!bytes.empty()) append(bytes);
    if (connection_.output().size() >= kFlushAt &&
        connection_.output().flush(connection_.fd_) == Output::Flushed::broken) {
      connection_.broken_ = true;
    }
    return !connection_.broken_;
  }

  // What is cut into chunks has to be written.
  bool take_file(int file, std::uint64_t offset, std::uint64_t size) override {
    ResponsePlan& plan = connection_.plan_;
    if (plan.framing == ResponsePlan::Framing::chunked) return false;
    if (plan.framing == ResponsePlan::Framing::length) {
      connection_.broken_ = connection_.broken_ || size > plan.length;
      plan.length -= std::min(size, plan.length);
    }
    connection_.output().send_file(file, offset, size);
    connection_.transaction_->body_queued += size;
    return true;
  }

  void pause(std::chrono::nanoseconds delay) override { connection_.pause_ = delay; }

 private:
  void append(std::string_view bytes) {
    std::string& out = connection_.output().text();
    ResponsePlan& plan = connection_.plan_;
    std::uint64_t& queued = connection_.transaction_->body_queued;
    if (plan.framing == ResponsePlan::Framing::chunked) {
      append_chunk(out, bytes);
      queued += bytes.size();
      return;
    }
    if (plan.framing == ResponsePlan::Framing::length) {
      connection_.broken_ = bytes.size() > plan.length;  // more than was promised
      bytes = bytes.substr(0, plan.length);
      plan.length -= bytes.size();
    }
    queued += bytes.size();
    out.append(bytes);
  }

  Connection& connection_;
};

// Events nobody listens to would go on for ever; what has an end is sent to its end.
bool Connection::is_cancelled() noexcept {
  app::Exchange& request = exchange();
  return request.cancelled_for_sure() ||
         (request.cancelled() && request.response.body.stream()->is_event_stream());
}

bool Connection::must_stop_stream() noexcept {
  if (broken_ || is_cancelled()) return true;
  return context_.draining.load(std::memory_order_relaxed) &&
         exchange().response.body.stream()->is_event_stream();
}

bool Connection::tend_stream() noexcept {
  broken_ = broken_ || gone_ || (!stream_done_ && must_stop_stream());
  if (!broken_) {
    const Output::Flushed flushed = output().flush(fd_);
    broken_ = flushed == Output::Flushed::broken;
    if (flushed == Output::Flushed::file) return send_file();
    if (!broken_ && flushed != Output::Flushed::all) return wait_writable(flushed);
  }
  if (broken_) {
    exchange().cancel();
    reset_ = plan_.framing == ResponsePlan::Framing::until_close;
  }
  if (broken_ || stream_done_) return end_exchange();
  if (paused_) {
    loop_.clear_deadline(*this);
    timed_ = false;
    return false;
  }
  if (lend(WorkerTask::pump, true)) return false;
  broken_ = true;  // the pool has been stopped
  return true;
}

// Only a worker waits for the disk, and only when there is room in the socket is one asked.
bool Connection::send_file() noexcept {
  pollfd socket{fd_, POLLOUT, 0};
  if (::poll(&socket, 1, 0) == 0) return wait_writable(Output::Flushed::nothing);
  if (lend(WorkerTask::pump, true)) return false;
  broken_ = true;
  return true;
}

void Connection::pump() noexcept {
  errand_.store(WorkerTask::pump, std::memory_order_release);  // together with the plan
  const auto turn_ends = std::chrono::steady_clock::now() + kPumpTurn;
  for (;;) {
    const Output::Flushed flushed = broken_ ? Output::Flushed::broken : output().flush_file(fd_);
    if (flushed != Output::Flushed::all && flushed != Output::Flushed::broken) return hand_over();
    broken_ = flushed == Output::Flushed::broken || (!stream_done_ && must_stop_stream());
    if (broken_ || stream_done_) break;
    if (pause_.count() > 0) return hand_over();
    if (std::chrono::steady_clock::now() >= turn_ends) {
      if (context_.pool.submit_rest(lane_, [this] { pump(); })) return;
      broken_ = true;
      break;
    }
    next_piece();
  }
  if (broken_) {
    exchange().cancel();
    reset_ = plan_.framing == ResponsePlan::Framing::until_close;
  }
  finish_exchange();
  give_back();
}

void Connection::next_piece() noexcept {
  transaction_->write_pace.end();
  StreamSink sink(*this);
  const auto state = exchange().response.body.stream()->next(sink);
  if (state == http::BodyStream::State::more) return;
  stream_done_ = true;
  const bool short_of = plan_.framing == ResponsePlan::Framing::length && plan_.length > 0;
  if (state == http::BodyStream::State::failed || short_of) {
    broken_ = true;
  } else if (plan_.framing == ResponsePlan::Framing::chunked) {
    output().text().append("0\r\n\r\n");
  }
}

void Connection::on_pause_over(std::uint32_t number) noexcept {
  if (!paused_ || number != pause_number_) return;
  paused_ = false;
  advance();
}

void Connection::on_woken() noexcept {
  if (!lent_ && state_ == State::stream) advance();
}

void Connection::wake() noexcept { loop_.look_at(tag_); }

}  // namespace carboy::core::server
