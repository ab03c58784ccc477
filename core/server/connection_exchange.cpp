// A connection's exchanges: dispatch, the way to a worker and back, the response.
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "core/server/connection/connection.h"
#include "core/server/loop.h"

namespace carboy::core::server {

bool Connection::dispatch() noexcept {
  enter(State::view);
  app::Exchange& request = exchange();
  if (request.cancelled()) {  // it came when the exchange before had just ended
    const auto begun = request.begun;
    request.clear();
    request.begun = begun;
  }
  if (gone_) {
    request.cancel();
  } else if (finished_) {
    request.cancel_perhaps();
  }
  request.head = reader().head();
  request.body = reader().body();
  request.peer = {peer_.host, peer_.port, peer_.secure};
  request.carrier = this;
  plan_.status = 0;
  in_flight_ = was_asked_ = true;
  may_block_ = context_.application.prepare(request) == app::Place::worker;
  may_block_ = may_block_ || !request.body.is_in_memory();  // reading it may wait for the disk
  if (!may_block_) {
    context_.application.handle(request);
    answer();
    return true;
  }
  const bool is_peer = request.client.empty() || request.client == peer_.host;
  lane_ = FairQueue::lane_of(is_peer ? client_ : client_key(request.client));
  if (lend(WorkerTask::serve, false)) return false;
  answer_busy();
  return true;
}

void Connection::answer_busy() noexcept {
  app::Exchange& request = exchange();
  may_block_ = !request.body.is_in_memory();
  request.response.status = 503;
  if (request.response.fields.add("Retry-After", "1")) {
    request.response.body.assign("The server is busy. Try again in a moment.\n");
  }
  answer();
}

// Its place in the queue went to another client. It is still lent, to whoever calls this.
void Connection::displaced() noexcept {
  answer_busy();
  hand_over();
}

void Connection::refuse(const Refusal& refusal) noexcept {
  if (transaction_ == nullptr) transaction_ = loop_.take_transaction();
  write_error(output().text(), refusal.status, refusal.text,
              {.extra_fields = refusal.status == 503 ? "Retry-After: 1\r\n" : "",
               .head_request = asks_for_head()});
  transaction_->refusal = refusal;
  plan_ = {};
  plan_.keep_alive = false;
  enter(State::write);
}

void Connection::answer() noexcept {
  app::Exchange& request = exchange();
  ResponseContext context;
  context.head_request = request.head.method == "HEAD";
  context.minor_version = request.head.minor_version;
  ahead_ = reader().has_more() ? ahead_ + 1 : 0;
  context.keep_alive = reader().keep_alive() && context_.options.timeouts.keep_alive.count() > 0 &&
                       ahead_ < context_.options.max_pipelined &&
                       !context_.draining.load(std::memory_order_relaxed);
  context.server_name = context_.options.server_name;
  plan_ = write_head(output().text(), request.response, context);
  const bool streams = plan_.send_body && request.response.body.stream() != nullptr;
  const bool is_known = plan_.send_body && !streams;
  transaction_->body_at = output().taken() + output().size();
  transaction_->body_queued = is_known ? request.response.body.bytes().size() : 0;
  if (is_known) output().borrow(request.response.body.bytes());
  stream_done_ = false;
  pause_ = {};
  may_block_ = may_block_ || request.response.body.stream() != nullptr;
  enter(streams ? State::stream : State::write);
}

// Once its first line is here.
bool Connection::asks_for_head() noexcept { return reader().head().method == "HEAD"; }

// What the server has answered by itself.
void Connection::tell_refused() noexcept {
  const Refusal refusal = std::exchange(transaction_->refusal, {});
  if (refusal.status == 0) return;
  app::RefusedRequest request;
  request.peer = {peer_.host, peer_.port, peer_.secure};
  request.line = reader().line();
  request.status = refusal.status;
  request.reason = refusal.text;
  request.body_bytes = broken_ || asks_for_head() ? 0 : refusal.text.size() + 1;
  request.begun = exchange().begun;
  context_.application.refused(request);
}

// Of an answer that was cut off in chunks some bytes of their framing may be counted, too.
void Connection::note_sent() noexcept {
  app::Sent& sent = exchange().sent;
  const std::uint64_t taken = output().taken();
  if (plan_.status == 0 || taken < transaction_->body_at) return;
  sent.status = plan_.status;
  sent.is_whole = !broken_;
  sent.body_bytes = transaction_->body_queued;
  if (broken_) sent.body_bytes = std::min(sent.body_bytes, taken - transaction_->body_at);
}

// False: it waits until the socket takes more.
bool Connection::wait_writable(Output::Flushed flushed) noexcept {
  if (flushed == Output::Flushed::enough) loop_.again(*this);
  if (flushed == Output::Flushed::nothing && timed_) return false;
  return watch_reader();
}

// True, and the connection is broken: the client takes the response too slowly.
bool Connection::watch_reader() noexcept {
  const Timeouts& timeouts = context_.options.timeouts;
  const auto now = TransferRate::Clock::now();
  TransferRate& pace = transaction_->write_pace;
  if (!pace.is_running()) pace.begin(now, acknowledged());
  pace.note(now, acknowledged());
  const auto due = pace.due(timeouts.write_idle, timeouts.write_rate, timeouts.grace);
  broken_ = due <= now;
  if (!broken_) set_deadline(std::chrono::ceil<std::chrono::milliseconds>(due - now));
  return broken_;
}

// Of the response, by the client's side of the network. The socket tells that it takes more only
// when much of its room is free, and a slow client may need long for that.
std::int64_t Connection::acknowledged() noexcept {
  int waiting = 0;
  if (::ioctl(fd_, SIOCOUTQ, &waiting) != 0) waiting = 0;
  return static_cast<std::int64_t>(output().taken()) - waiting;
}

bool Connection::send_rest() noexcept {
  broken_ = broken_ || gone_;
  if (!broken_) {
    const Output::Flushed flushed = output().flush(fd_);
    broken_ = flushed == Output::Flushed::broken;
    if (!broken_ && flushed != Output::Flushed::all) return wait_writable(flushed);
  }
  return end_exchange();
}

// What an exchange holds may take its time to go: then a worker lets it go.
bool Connection::end_exchange() noexcept {
  if (in_flight_ && may_block_ && lend(WorkerTask::finish, true)) return false;
  finish_exchange();
  return true;
}

// The body first: a stream's code is the app's until finish().
void Connection::finish_exchange() noexcept {
  if (in_flight_) {
    note_sent();
    exchange().response.body.clear();
    context_.application.finish(exchange());
    exchange().clear();
    in_flight_ = false;
  } else {
    tell_refused();
    let_file_go();
    exchange().begun = {};
  }
  leave_upload();
  output().clear();
  transaction_->write_pace.end();
  reader().next();
  pause_ = {};
  enter(plan_.keep_alive && !broken_ ? State::idle : State::closing);
}

bool Connection::lend(WorkerTask errand, bool anyway) noexcept {
  errand_.store(errand, std::memory_order_relaxed);
  lent_ = true;
  turn_.store(may_read_ ? kLent | kKnocked : kLent, std::memory_order_relaxed);
  set_deadline(std::chrono::milliseconds(0));
  timed_ = false;
  const auto job = [this] { work(); };
  if (anyway ? context_.pool.submit_rest(lane_, job)
             : context_.pool.submit(lane_, job, [this] { displaced(); })) {
    return true;
  }
  taken_back();
  return false;
}

// Something came for the loop. True: a worker had released the connection, it is the loop's again.
bool Connection::knock() noexcept {
  if ((turn_.fetch_or(kKnocked, std::memory_order_acq_rel) & kLent) != 0) return false;
  taken_back();
  return true;
}

// True: it is the loop's, perhaps since a worker has released it.
bool Connection::settle() noexcept {
  if (!lent_) return true;
  if ((turn_.load(std::memory_order_acquire) & kLent) != 0) return false;
  taken_back();
  return true;
}

void Connection::taken_back() noexcept {
  turn_.store(0, std::memory_order_relaxed);
  lent_ = false;
}

void Connection::on_resumed() noexcept {
  taken_back();
  if (state_ == State::body) excuse_storing();
  if (state_ == State::stream && !stream_done_ && pause_.count() > 0) {
    paused_ = true;
    loop_.pause(*this, std::exchange(pause_, {}), ++pause_number_);
  }
  advance();
}

void Connection::work() noexcept {
  switch (errand_.load(std::memory_order_relaxed)) {
    case WorkerTask::store:
      return store_piece();
    case WorkerTask::serve:
      return serve();
    case WorkerTask::pump:
      return pump();
    case WorkerTask::finish:
      finish_exchange();
      return give_back();
  }
}

void Connection::serve() noexcept {
  if (context_.aborting.load(std::memory_order_relaxed)) {
    broken_ = true;
    finish_exchange();
    return give_back();
  }
  context_.application.handle(exchange());
  answer();
  if (state_ == State::stream) return pump();
  const Output::Flushed flushed = output().flush(fd_);
  broken_ = flushed == Output::Flushed::broken;
  if (!broken_ && flushed != Output::Flushed::all) return hand_over();
  finish_exchange();
  give_back();
}

void Connection::give_back() noexcept {
  if (state_ == State::idle && reader().empty()) {
    std::uint32_t expected = kLent;
    if (turn_.compare_exchange_strong(expected, 0, std::memory_order_release,
                                      std::memory_order_relaxed)) {
      return;  // the loop may have closed it by now
    }
  }
  hand_over();
}

void Connection::hand_over() noexcept { loop_.resume(tag_); }

}  // namespace carboy::core::server
