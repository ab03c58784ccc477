#include "core/server/connection/connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/server/loop.h"
#include "core/server/socket_calls.h"

namespace carboy::core::server {
namespace {

constexpr int kStepsAtOnce = 32;  // then other connections have their turn
constexpr int kReadsAtOnce = 4;
constexpr int kLongestLinger = 15;  // times [server] linger, while the client goes on sending

}  // namespace

// Generations begin at 1: a tag is never as small as the numbers Pistache uses for its own.
Connection::Connection(Loop& loop, std::uint32_t slot)
    : loop_(loop), context_(loop.context()), tag_(slot | (std::uint64_t{1} << kSlotBits)) {}

Connection::~Connection() {
  if (fd_ >= 0) ::close(fd_);
}

void Connection::open(PendingConnection& arrival) noexcept {
  fd_ = arrival.fd;
  peer_ = std::move(arrival.peer);
  client_ = arrival.client;
  lane_ = FairQueue::lane_of(client_);
  ahead_ = 0;
  seated_ = arrival.kind == PendingConnection::Kind::seated;
  unnamed_ = seated_ && context_.options.proxy_protocol;
  turn_.store(0, std::memory_order_relaxed);
  lent_ = may_read_ = finished_ = eof_ = gone_ = shut_ = paused_ = false;
  uploads_ = in_flight_ = may_block_ = broken_ = reset_ = stream_done_ = was_asked_ = has_begun_ =
      false;
  plan_ = {};
  const Timeouts& timeouts = context_.options.timeouts;
  enter(unnamed_ ? State::head : State::idle);
  set_deadline(timeouts.header);
}

void Connection::close() noexcept {
  if (reset_) {
    const linger abortive{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
  }
  if (transaction_ != nullptr) {
    tell_refused();
    exchange().begun = {};
    leave_upload();
    let_file_go();
    loop_.give_back(std::move(transaction_));
  }
  if (std::exchange(seated_, false)) context_.connection_tracker.leave_seat(client_);
  ::close(std::exchange(fd_, -1));
  const std::uint64_t generation = ((tag_ >> kSlotBits) + 1) & 0xffffffff;
  tag_ = (tag_ & kSlotMask) | ((generation == 0 ? 1 : generation) << kSlotBits);
  loop_.closed(*this);
}

void Connection::enter(State state) noexcept {
  state_ = state;
  timed_ = false;
}

void Connection::set_deadline(std::chrono::milliseconds time) noexcept {
  timed_ = true;
  loop_.set_deadline(*this, time);
}

void Connection::on_event(const Event& event) noexcept {
  const bool leaves = event.finished || event.hangup;
  const bool input = event.readable || leaves;
  may_read_ = may_read_ || input;
  finished_ = finished_ || event.finished;
  gone_ = gone_ || event.hangup;
  // A worker that could not write everything hands over; who is merely writable need not be told.
  if (lent_ && (!input || !knock())) {
    if (leaves) cancel(event);
    return;
  }
  if (leaves && in_flight_) cancel(event);
  advance();
}

void Connection::cancel(const Event& event) noexcept {
  if (event.hangup) {
    exchange().cancel();
  } else {
    exchange().cancel_perhaps();
  }
}

void Connection::advance() noexcept {
  if (lent_) return;
  for (int steps = 0; steps < kStepsAtOnce; ++steps) {
    if (!step()) return;
  }
  loop_.again(*this);
}

// True: there may be more to do at once. False: it waits, is lent, or is closed.
bool Connection::step() noexcept {
  if (broken_ && !in_flight_) {
    close();
    return false;
  }
  switch (state_) {
    case State::idle:
    case State::head:
    case State::body:
      return receive();
    case State::view:
      return false;
    case State::write:
      return send_rest();
    case State::stream:
      return tend_stream();
    case State::closing:
      return drop_input();
  }
  return false;
}

bool Connection::receive() noexcept {
  if (unnamed_) return may_read_ && read_proxy_header();
  if (transaction_ == nullptr) {
    if (!may_read_) return wait_idle();
    transaction_ = loop_.take_transaction();
  }
  for (int reads = 0; reads < kReadsAtOnce; ++reads) {
    if (context_.options.times_requests) note_begin();
    switch (reader().parse()) {
      case RequestReader::Status::complete:
        return dispatch();
      case RequestReader::Status::store:
        return !take_upload() || store_body();
      case RequestReader::Status::failed:
        refuse(reader().refusal());
        return true;
      case RequestReader::Status::wants_continue:
        output().text().append("HTTP/1.1 100 Continue\r\n\r\n");
        broken_ = output().flush(fd_) == Output::Flushed::broken;
        break;
      case RequestReader::Status::need_more:
        if (!take_upload()) return true;
        break;
    }
    if (!may_read_ || !fill()) return wait_for_more();
  }
  if (reader().in_body() && state_ != State::body) begin_body();
  loop_.again(*this);
  return false;
}

void Connection::note_begin() noexcept {
  if (reader().empty() || exchange().begun != TransferRate::Clock::time_point{}) return;
  exchange().begun = TransferRate::Clock::now();
}

// One read. A short one means that the socket is empty: the next byte is an event again. Only the
// end of input may have come together with the last bytes, and is no event of its own then.
bool Connection::fill() noexcept {
  const std::span<char> room = reader().room();
  for (;;) {
    const ssize_t count = receive_some(fd_, room.data(), room.size(), 0);
    if (count > 0) {
      const auto size = static_cast<std::size_t>(count);
      may_read_ = size == room.size() || finished_ || gone_;
      reader().received(size);
      return true;
    }
    if (count < 0 && errno == EINTR) continue;
    may_read_ = false;
    eof_ = count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    return false;
  }
}

bool Connection::wait_for_more() noexcept {
  if (eof_) {
    close();
    return false;
  }
  if (reader().empty()) return wait_idle();
  if (reader().in_body()) return wait_for_body();
  // Blank lines do not begin the time of the first head again.
  const bool runs_on = !was_asked_ && std::exchange(has_begun_, true);
  if (state_ != State::head && !runs_on) enter(State::head);
  state_ = State::head;
  if (!timed_) set_deadline(context_.options.timeouts.header);
  return false;
}

bool Connection::wait_idle() noexcept {
  if (transaction_ != nullptr) loop_.give_back(std::move(transaction_));
  if (eof_ || context_.draining.load(std::memory_order_relaxed)) {
    close();
    return false;
  }
  if (timed_ && (state_ == State::idle || !was_asked_)) {
    state_ = State::idle;  // its time runs on
    return false;
  }
  enter(State::idle);
  set_deadline(context_.options.timeouts.keep_alive);
  return false;
}

// RFC 9112, section 9.6: our side is shut, and what the client still sends is read and dropped, or
// the kernel would answer it with a reset that overtakes the response.
bool Connection::drop_input() noexcept {
  if (!shut_) {
    shut_ = true;
    ::shutdown(fd_, SHUT_WR);
    may_read_ = true;
    if (transaction_ != nullptr) loop_.give_back(std::move(transaction_));
    linger_ends_ = TransferRate::Clock::now() + kLongestLinger * context_.options.timeouts.linger;
    set_deadline(context_.options.timeouts.linger);
  }
  char dropped[16 * 1024];
  bool goes_on = false;
  for (int reads = 0; may_read_ && reads < kReadsAtOnce; ++reads) {
    const ssize_t count = ::recv(fd_, dropped, sizeof dropped, 0);
    goes_on = goes_on || count > 0;
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    may_read_ = false;
    if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
      close();
      return false;
    }
  }
  if (goes_on) linger_on();
  return may_read_;
}

// Most clients read only when they have sent everything.
void Connection::linger_on() noexcept {
  if (context_.draining.load(std::memory_order_relaxed)) return;
  const auto left =
      std::chrono::floor<std::chrono::milliseconds>(linger_ends_ - TransferRate::Clock::now());
  set_deadline(std::clamp(left, std::chrono::milliseconds(0), context_.options.timeouts.linger));
}

void Connection::on_deadline() noexcept {
  if (lent_) {
    if (settle()) return advance();
    return loop_.set_deadline(*this, std::chrono::milliseconds(0));
  }
  switch (state_) {
    case State::idle:
      if (transaction_ == nullptr || !was_asked_) return close();
      timed_ = false;  // it is at work: an older deadline
      return;
    case State::closing:
      close();
      return;
    case State::head:
      if (unnamed_) return close_unnamed("sent no PROXY header in time");
      refuse({408, "The request did not come in time."});
      break;
    case State::body:
      if (!wait_for_body()) return;
      break;
    case State::write:
    case State::stream:
      watch_reader();
      break;
    case State::view:
      return;
  }
  advance();
}

void Connection::drain() noexcept {
  if (!settle()) return;
  if (state_ == State::idle || unnamed_) may_read_ = true;  // a last look: one may just have come
  advance();
  if (is_open() && unnamed_) close();
}

Connection::Standing Connection::standing() noexcept {
  if (lent_) {
    if (!settle()) return {};
    advance();
    if (!is_open() || lent_) return {};
  }
  if (unnamed_ || may_read_) return {};
  const Tick due = DeadlineWheel::due(*this);
  if (state_ == State::idle && transaction_ == nullptr) return {Standing::Kind::idle, due};
  if (state_ == State::head || state_ == State::body) return {Standing::Kind::begun, due};
  return {};
}

bool Connection::give_up_seat() noexcept {
  if (state_ == State::head || state_ == State::body) {
    reject(kAllSeatsTaken);
    advance();
    return true;
  }
  char byte = 0;
  if (::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) return false;  // a request has just come
  close();
  return true;
}

// Its seat is free at once, since few bytes and little time are still needed.
void Connection::reject(std::string_view sentence) noexcept {
  if (std::exchange(seated_, false)) context_.connection_tracker.leave_seat(client_);
  refuse({503, sentence});
}

void Connection::abort() noexcept {
  if (lent_ && !knock()) {
    gone_ = true;
    exchange().cancel();
    // What would look whole to its client has to end with a reset.
    const WorkerTask errand = errand_.load(std::memory_order_acquire);
    const bool has_begun = errand == WorkerTask::pump || errand == WorkerTask::finish;
    if (!has_begun || plan_.framing != ResponsePlan::Framing::until_close) {
      ::shutdown(fd_, SHUT_RDWR);
    }
    return;
  }
  broken_ = true;
  if (in_flight_) exchange().cancel();
  advance();
}

}  // namespace carboy::core::server
