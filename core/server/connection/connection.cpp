#include "core/server/connection/connection.h"

#include <algorithm>
#include <utility>

#include "core/server/loop.h"

namespace carboy::core::server {
namespace {

constexpr int kStepsAtOnce = 32;    // then other connections have their turn
constexpr int kLongestLinger = 15;  // times the linger timeout, while the client goes on sending

}  // namespace

// Generations begin at 1, so that no tag is as small as the numbers that Pistache uses itself.
Connection::Connection(Loop& loop, std::uint32_t index)
    : loop_(loop), tag_(index | (std::uint64_t{1} << kIndexBits)) {}

void Connection::open(PendingConnection& pending) noexcept {
  const ServerOptions& options = loop_.context().options;
  socket_.open(pending.fd);
  client_.begin(pending, options.proxy_protocol);
  was_asked_ = has_first_bytes_ = false;
  pause_ = 0;
  state_ = client_.awaits_proxy_header() ? State::receiving : State::idle;
  set_deadline(options.timeouts.header);
}

void Connection::close() noexcept {
  const bool reset = transaction_ != nullptr && transaction_->writer().needs_reset();
  if (transaction_ != nullptr) loop_.transactions().give_back(std::move(transaction_));
  client_.release_slot(loop_.context().connection_tracker);
  socket_.close(reset);
  const std::uint64_t generation = ((tag_ >> kIndexBits) + 1) & 0xffffffff;
  tag_ = (tag_ & kIndexMask) | ((generation == 0 ? 1 : generation) << kIndexBits);
  loop_.on_closed(*this);
}

void Connection::set_deadline(std::chrono::milliseconds time) noexcept {
  has_deadline_ = true;
  loop_.deadlines().set(*this, time);
}

bool Connection::is_lent() const noexcept {
  return transaction_ != nullptr && transaction_->handover().is_lent();
}

void Connection::on_event(const Event& event) noexcept {
  const bool leaves = event.finished || event.hangup;
  const bool has_input = event.readable || leaves;
  socket_.note(event);
  // A worker that cannot finish writing posts to the loop, so a writable event alone needs no
  // notification.
  const bool is_away = is_lent() && (!has_input || !transaction_->handover().notify());
  if (leaves && transaction_ != nullptr) transaction_->cancel(event);
  if (!is_away) advance();
}

void Connection::on_posted_back() noexcept {
  transaction_->handover().reclaimed();
  transaction_->intake().end_storing();
  const std::chrono::nanoseconds pause = transaction_->writer().take_pause();
  if (pause.count() > 0) pause_ = loop_.pauses().add(tag_, pause);
  advance();
}

void Connection::on_pause_over(std::uint32_t pause) noexcept {
  if (pause_ != pause) return;
  pause_ = 0;
  advance();
}

void Connection::on_deadline() noexcept {
  if (is_lent()) {
    if (transaction_->handover().try_reclaim()) return advance();
    return loop_.deadlines().set(*this, std::chrono::milliseconds(0));
  }
  switch (state_) {
    case State::idle:
      if (transaction_ == nullptr || !was_asked_) return close();
      has_deadline_ = false;  // this was the deadline of an earlier state
      return;
    case State::closing:
      return close();
    case State::receiving:
      if (client_.awaits_proxy_header()) {
        report_no_proxy_header(loop_.context(), client_.peer().host,
                               "sent no PROXY header in time");
        return close();
      }
      if (!transaction_->intake().reader().in_body()) {
        refuse({408, "The request did not come in time."});
      } else if (!wait_for_request()) {
        return;
      }
      break;
    case State::exchange:
      wait_for_reader();
      break;
  }
  advance();
}

void Connection::advance() noexcept {
  if (is_lent()) return;
  for (int steps = 0; steps < kStepsAtOnce; ++steps) {
    if (!step()) return;
  }
  loop_.again(*this);
}

// Returns true if there may be more to do at once, false if the connection waits, is lent, or is
// closed. So do all functions that it calls.
bool Connection::step() noexcept {
  if (transaction_ != nullptr && transaction_->is_dead()) {
    close();
    return false;
  }
  switch (state_) {
    case State::idle:
    case State::receiving:
      return client_.awaits_proxy_header() ? read_proxy_header() : receive();
    case State::exchange:
      return follow(transaction_->proceed(pause_ != 0));
    case State::closing:
      return linger();
  }
  return false;
}

bool Connection::read_proxy_header() noexcept {
  if (!socket_.may_read()) return false;
  switch (client_.read_proxy_header(socket_, loop_.context())) {
    case Client::Introduction::waiting:
      return false;
    case Client::Introduction::failed:
      close();
      return false;
    case Client::Introduction::too_many:
      refuse({503, kTooManyOfOneClient});
      return true;
    case Client::Introduction::complete:
      state_ = State::idle;  // the deadline of the first request goes on
      return true;
  }
  return false;
}

bool Connection::receive() noexcept {
  if (transaction_ == nullptr) {
    if (!socket_.may_read()) return wait_for_next_request();
    transaction_ = loop_.transactions().take(socket_, tag_, client_);
  }
  const RequestReader& reader = transaction_->intake().reader();
  switch (transaction_->intake().receive(socket_)) {
    case RequestIntake::Status::complete:
      state_ = State::exchange;
      has_deadline_ = false;
      was_asked_ = true;
      return follow(transaction_->dispatch());
    case RequestIntake::Status::store:
      state_ = State::receiving;
      return follow(transaction_->store());
    case RequestIntake::Status::failed:
      refuse(reader.refusal());
      return true;
    case RequestIntake::Status::too_many_uploads:
      refuse({503, "Your address sends as many large requests as it may at once."});
      return true;
    case RequestIntake::Status::wants_continue:
      transaction_->writer().add_continue();
      transaction_->writer().flush();
      return true;
    case RequestIntake::Status::need_more:
      return wait_for_request();
    case RequestIntake::Status::had_turn:
      if (reader.in_body()) state_ = State::receiving;
      loop_.again(*this);
      return false;
  }
  return false;
}

bool Connection::wait_for_request() noexcept {
  if (socket_.is_at_end()) {
    close();
    return false;
  }
  const RequestReader& reader = transaction_->intake().reader();
  if (reader.empty()) return wait_for_next_request();
  const bool was_receiving = std::exchange(state_, State::receiving) == State::receiving;
  if (!reader.in_body()) {
    // Blank lines do not restart the deadline of the first request.
    const bool runs_on = was_receiving || (!was_asked_ && std::exchange(has_first_bytes_, true));
    if (!runs_on || !has_deadline_) set_deadline(loop_.context().options.timeouts.header);
    return false;
  }
  // A "100 Continue" may wait until the client has taken an earlier response.
  ResponseWriter& writer = transaction_->writer();
  if (!writer.is_empty()) writer.flush();
  if (writer.is_broken()) return true;
  const std::chrono::milliseconds left = transaction_->intake().body_time_left();
  if (left.count() > 0) {
    set_deadline(left);
    return false;
  }
  refuse({408, "The request's body came too slowly."});
  return true;
}

bool Connection::wait_for_next_request() noexcept {
  if (transaction_ != nullptr) loop_.transactions().give_back(std::move(transaction_));
  const Context& context = loop_.context();
  if (socket_.is_at_end() || context.draining.load(std::memory_order_relaxed)) {
    close();
    return false;
  }
  const bool runs_on = has_deadline_ && (state_ == State::idle || !was_asked_);
  state_ = State::idle;
  if (!runs_on) set_deadline(context.options.timeouts.keep_alive);
  return false;
}

void Connection::refuse(const Refusal& refusal) noexcept {
  if (transaction_ == nullptr) transaction_ = loop_.transactions().take(socket_, tag_, client_);
  transaction_->refuse(refusal);
  state_ = State::exchange;
  has_deadline_ = false;
}

bool Connection::follow(Transaction::Next next) noexcept {
  using Next = Transaction::Next;
  switch (next) {
    case Next::repeat:
      return true;
    case Next::lent:
      set_deadline(std::chrono::milliseconds(0));  // to look whether it was released
      has_deadline_ = false;
      return false;
    case Next::held:
      pause_ = loop_.pauses().add(tag_, Transaction::kHeldPause);
      [[fallthrough]];
    case Next::paused:
      loop_.deadlines().clear(*this);
      has_deadline_ = false;
      return false;
    case Next::sent_nothing:
      return has_deadline_ ? false : wait_for_reader();
    case Next::sent_enough:
      loop_.again(*this);
      return wait_for_reader();
    case Next::sent_some:
      return wait_for_reader();
    case Next::finished:
      state_ = transaction_->writer().keeps_alive() ? State::idle : State::closing;
      has_deadline_ = false;
      return true;
  }
  return false;
}

bool Connection::wait_for_reader() noexcept {
  const std::chrono::milliseconds left = transaction_->writer().time_left();
  if (left.count() <= 0) {
    transaction_->writer().break_off();
    return true;
  }
  set_deadline(left);
  return false;
}

// RFC 9112, section 9.6: shuts our side, then reads and drops what the client still sends. The
// kernel would answer unread input with a reset, which can overtake the response.
bool Connection::linger() noexcept {
  const Context& context = loop_.context();
  const std::chrono::milliseconds time = context.options.timeouts.linger;
  if (socket_.finish_writing()) {
    socket_.expect_input();
    if (transaction_ != nullptr) loop_.transactions().give_back(std::move(transaction_));
    linger_ends_ = TransferRate::Clock::now() + kLongestLinger * time;
    set_deadline(time);
  }
  const bool has_dropped = socket_.drop_input();
  if (socket_.is_at_end()) {
    close();
    return false;
  }
  // Most clients do not read before they have sent everything.
  if (has_dropped && !context.draining.load(std::memory_order_relaxed)) {
    const auto left =
        std::chrono::floor<std::chrono::milliseconds>(linger_ends_ - TransferRate::Clock::now());
    set_deadline(std::clamp(left, std::chrono::milliseconds(0), time));
  }
  return socket_.may_read();
}

void Connection::drain() noexcept {
  if (is_lent() && !transaction_->handover().try_reclaim()) return;
  socket_.expect_input();  // a request may just have come
  advance();
  if (is_open() && client_.awaits_proxy_header()) close();
}

void Connection::abort() noexcept {
  if (transaction_ == nullptr) return close();
  if (is_lent() && !transaction_->handover().notify()) {
    socket_.note_gone();
    return transaction_->abort();
  }
  transaction_->abort();
  advance();
}

Connection::Activity Connection::refresh() noexcept {
  if (is_lent()) {
    if (!transaction_->handover().try_reclaim()) return {};
    advance();
    if (!is_open() || is_lent()) return {};
  }
  if (client_.awaits_proxy_header() || socket_.may_read()) return {};
  const Tick due = DeadlineWheel::due(*this);
  if (state_ == State::receiving) return {Activity::Kind::receiving, due, client_.key()};
  const bool is_idle = state_ == State::idle && transaction_ == nullptr;
  return is_idle ? Activity{Activity::Kind::idle, due, client_.key()} : Activity{};
}

bool Connection::evict() noexcept {
  if (state_ == State::receiving) {
    // The slot is free at once, since the connection will not last long.
    client_.release_slot(loop_.context().connection_tracker);
    refuse({503, kNoSlotLeft});
    advance();
    return true;
  }
  if (socket_.has_input()) return false;
  close();
  return true;
}

}  // namespace carboy::core::server
