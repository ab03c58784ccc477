// A connection's exchanges: dispatch, the way to a worker and back, the response.
#include <sys/socket.h>

#include "core/server/connection.h"
#include "core/server/loop.h"

namespace carboy::core::server {

bool Connection::dispatch() noexcept {
  enter(State::view);
  app::Exchange& request = exchange();
  if (request.cancelled()) request.clear();  // it came when the exchange before had just ended
  request.head = reader().head();
  request.body = reader().body();
  request.peer = {peer_.host, peer_.port, false};
  request.carrier = this;
  in_flight_ = true;
  may_block_ = context_.application.prepare(request) == app::Place::worker;
  if (!may_block_) {
    context_.application.handle(request);
    answer();
    return true;
  }
  if (lend(Errand::serve, false)) return false;
  may_block_ = false;
  request.response.status = 503;
  if (request.response.fields.add("Retry-After", "1")) {
    request.response.body.assign("The server is busy. Try again in a moment.\n");
  }
  answer();
  return true;
}

void Connection::refuse(const Refusal& refusal) noexcept {
  if (transaction_ == nullptr) transaction_ = loop_.take_transaction();
  write_error(output().text(), refusal.status, refusal.text, false);
  plan_ = {};
  plan_.keep_alive = false;
  enter(State::write);
}

void Connection::answer() noexcept {
  app::Exchange& request = exchange();
  ResponseContext context;
  context.head_request = request.head.method == "HEAD";
  context.minor_version = request.head.minor_version;
  context.keep_alive = reader().keep_alive() && !context_.draining.load(std::memory_order_relaxed);
  context.server_name = context_.options.server_name;
  plan_ = write_head(output().text(), request.response, context);
  const bool streams = plan_.send_body && request.response.body.stream() != nullptr;
  if (plan_.send_body && !streams) output().borrow(request.response.body.bytes());
  stream_done_ = false;
  pause_ = {};
  may_block_ = may_block_ || request.response.body.stream() != nullptr;
  enter(streams ? State::stream : State::write);
}

// False: it waits until the socket takes more. Progress moves the deadline.
bool Connection::wait_writable(Output::Flushed flushed) noexcept {
  if (flushed != Output::Flushed::nothing || !timed_) {
    set_deadline(context_.options.timeouts.write_idle);
  }
  if (flushed == Output::Flushed::enough) loop_.again(*this);
  return false;
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
  if (in_flight_ && may_block_ && lend(Errand::finish, true)) return false;
  finish_exchange();
  return true;
}

// The body first: a stream's code is the app's until finish().
void Connection::finish_exchange() noexcept {
  if (in_flight_) {
    exchange().response.body.clear();
    context_.application.finish(exchange());
    exchange().clear();
    in_flight_ = false;
  }
  output().clear();
  reader().next();
  pause_ = {};
  enter(plan_.keep_alive && !broken_ ? State::idle : State::closing);
}

bool Connection::lend(Errand errand, bool anyway) noexcept {
  errand_ = errand;
  lent_ = true;
  turn_.store(may_read_ ? kLent | kKnocked : kLent, std::memory_order_relaxed);
  set_deadline(std::chrono::milliseconds(0));
  timed_ = false;
  const auto job = [this] { work(); };
  if (anyway ? context_.pool.submit_rest(job) : context_.pool.submit(job)) return true;
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
  if (state_ == State::stream && pause_.count() > 0) {
    paused_ = true;
    loop_.pause(*this, std::exchange(pause_, {}), ++pause_number_);
  }
  advance();
}

void Connection::work() noexcept {
  switch (errand_) {
    case Errand::serve:
      return serve();
    case Errand::pump:
      return pump();
    case Errand::finish:
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
