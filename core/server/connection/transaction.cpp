#include "core/server/connection/transaction.h"

#include <sys/socket.h>

#include <utility>

#include "core/server/loop.h"

namespace carboy::core::server {
namespace {

constexpr std::size_t kKeptTransactions = 64;

}  // namespace

Transaction::Transaction(Loop& loop)
    : loop_(loop), context_(loop.context()), intake_(context_), writer_(context_, exchange_) {}

void Transaction::begin(ClientSocket& socket, std::uint64_t tag, Client& client) noexcept {
  socket_ = &socket;
  tag_ = tag;
  client_ = &client;
  intake_.set_client(client.key());
  writer_.begin(socket.fd());
  pipelined_ = 0;
  is_finished_ = false;
}

void Transaction::end() noexcept {
  report_refused();
  intake_.reset(client_->lane());
  writer_.next();
}

Transaction::Next Transaction::dispatch() noexcept {
  if (exchange_.cancelled()) exchange_.clear();  // the event came after the last one had ended
  if (socket_->is_gone()) {
    exchange_.cancel();
  } else if (socket_->has_finished()) {
    exchange_.cancel_perhaps();
  }
  const PeerAddress& peer = client_->peer();
  exchange_.head = intake_.reader().head();
  exchange_.body = intake_.reader().body();
  exchange_.peer = {peer.host, peer.port, peer.secure};
  exchange_.carrier = this;
  exchange_.begun = intake_.begun();
  is_finished_ = false;
  is_in_flight_ = true;
  return pass_on();
}

Transaction::Next Transaction::pass_on() noexcept {
  const app::Place place = context_.application.prepare(exchange_);
  is_held_ = place == app::Place::later;
  if (is_held_) return Next::held;
  may_block_ = place == app::Place::worker;
  may_block_ = may_block_ || !exchange_.body.is_in_memory();  // reading it may wait for the disk
  if (!may_block_) {
    context_.application.handle(exchange_);
    answer();
    return Next::repeat;
  }
  const PeerAddress& peer = client_->peer();
  const bool is_peer = exchange_.client.empty() || exchange_.client == peer.host;
  client_->set_lane(FairQueue::lane_of(is_peer ? client_->key() : client_key(exchange_.client)));
  if (lend(Task::serve)) return Next::lent;
  answer_busy();
  return Next::repeat;
}

Transaction::Next Transaction::store() noexcept {
  intake_.start_storing();
  return lend_rest(Task::store);
}

void Transaction::refuse(const Refusal& refusal) noexcept {
  refusal_ = refusal;
  writer_.start_refusal(refusal, intake_.asks_for_head());
  is_finished_ = false;
}

Transaction::Next Transaction::proceed(bool is_paused) noexcept {
  if (is_finished_) return Next::finished;
  if (is_held_ && !writer_.is_broken()) return is_paused ? Next::paused : pass_on();
  switch (writer_.resume(socket_->is_gone())) {
    case Output::Flushed::nothing:
      return Next::sent_nothing;
    case Output::Flushed::some:
      return Next::sent_some;
    case Output::Flushed::enough:
      return Next::sent_enough;
    case Output::Flushed::file:
      // Only a worker waits for the disk, and only when the socket has room for what it reads.
      return socket_->is_writable() ? lend_rest(Task::pump) : Next::sent_nothing;
    case Output::Flushed::all:
    case Output::Flushed::broken:
      break;
  }
  if (writer_.is_broken() || writer_.is_done()) {
    // Destroying what the exchange holds may take long; then a worker does it.
    if (is_in_flight_ && may_block_ && lend(Task::finish)) return Next::lent;
    finish();
    return Next::finished;
  }
  return is_paused ? Next::paused : lend_rest(Task::pump);
}

Transaction::Next Transaction::lend_rest(Task task) noexcept {
  if (lend(task)) return Next::lent;
  writer_.break_off();  // the pool has been stopped
  return Next::repeat;
}

// Only a view may be displaced; every other task is the rest of something that has begun.
bool Transaction::lend(Task task) noexcept {
  task_.store(task, std::memory_order_relaxed);
  handover_.lend(socket_->may_read());
  const auto job = [this] { work(); };
  // The thread that displaces the view owns the transaction while it calls this.
  const auto displaced = [this] {
    answer_busy();
    loop_.post_back(tag_);
  };
  const bool is_queued = task == Task::serve ? context_.pool.submit(client_->lane(), job, displaced)
                                             : context_.pool.submit_rest(client_->lane(), job);
  if (!is_queued) handover_.reclaimed();
  return is_queued;
}

// A response that would look whole to its client has to end with a reset, so its socket is not shut
// while a worker has it. The worker stores Task::pump after it has planned the response.
void Transaction::abort() noexcept {
  if (!handover_.is_lent()) {
    writer_.break_off();
    if (is_in_flight_) exchange_.cancel();
    return;
  }
  exchange_.cancel();
  const Task task = task_.load(std::memory_order_acquire);
  const bool has_begun = task == Task::pump || task == Task::finish;
  if (!has_begun || !writer_.ends_with_connection()) ::shutdown(socket_->fd(), SHUT_RDWR);
}

void Transaction::cancel(const Event& event) noexcept {
  if (!handover_.is_lent() && !is_in_flight_) return;
  if (event.hangup) {
    exchange_.cancel();
  } else {
    exchange_.cancel_perhaps();
  }
}

void Transaction::wake() noexcept { loop_.wake(tag_); }

// Reports a response that the server has made without the app.
void Transaction::report_refused() noexcept {
  const Refusal refusal = std::exchange(refusal_, {});
  if (refusal.status == 0) return;
  const PeerAddress& peer = client_->peer();
  const bool has_body = !writer_.is_broken() && !intake_.asks_for_head();
  app::RefusedRequest request;
  request.peer = {peer.host, peer.port, peer.secure};
  request.line = intake_.reader().line();
  request.status = refusal.status;
  request.reason = refusal.text;
  request.body_bytes = has_body ? refusal.text.size() + 1 : 0;
  request.begun = intake_.begun();
  context_.application.refused(request);
}

void Transaction::work() noexcept {
  switch (task_.load(std::memory_order_relaxed)) {
    case Task::store:
      intake_.store_piece();
      return loop_.post_back(tag_);
    case Task::serve:
      return serve();
    case Task::pump:
      return pump();
    case Task::finish:
      finish();
      return release();
  }
}

void Transaction::serve() noexcept {
  if (context_.aborting.load(std::memory_order_relaxed)) {
    writer_.break_off();
    finish();
    return release();
  }
  context_.application.handle(exchange_);
  answer();
  if (writer_.is_stream()) return pump();
  const Output::Flushed flushed = writer_.flush();
  if (flushed != Output::Flushed::all && flushed != Output::Flushed::broken)
    return loop_.post_back(tag_);
  finish();
  release();
}

void Transaction::pump() noexcept {
  task_.store(Task::pump, std::memory_order_release);  // see abort()
  switch (writer_.pump()) {
    case ResponseWriter::Pumped::waiting:
      return loop_.post_back(tag_);
    case ResponseWriter::Pumped::turn_over:
      if (context_.pool.submit_rest(client_->lane(), [this] { pump(); })) return;
      writer_.break_off();
      break;
    case ResponseWriter::Pumped::finished:
      break;
  }
  finish();
  release();
}

// A connection that is idle now needs no message. As soon as the handover has released it, the loop
// may close it and use the transaction for another one.
void Transaction::release() noexcept {
  const bool is_idle = writer_.keeps_alive() && intake_.reader().empty();
  if (!is_idle || !handover_.release()) loop_.post_back(tag_);
}

void Transaction::answer() noexcept {
  const RequestReader& reader = intake_.reader();
  ResponseContext context;
  context.head_request = exchange_.head.method == "HEAD";
  context.minor_version = exchange_.head.minor_version;
  pipelined_ = reader.has_more() ? pipelined_ + 1 : 0;
  context.keep_alive = reader.keep_alive() && context_.options.timeouts.keep_alive.count() > 0 &&
                       pipelined_ < context_.options.max_pipelined &&
                       !context_.draining.load(std::memory_order_relaxed);
  context.server_name = context_.options.server_name;
  writer_.start(context);
  may_block_ = may_block_ || exchange_.response.body.stream() != nullptr;
}

void Transaction::answer_busy() noexcept {
  may_block_ = !exchange_.body.is_in_memory();
  exchange_.response.status = 503;
  if (exchange_.response.fields.add("Retry-After", "1")) {
    exchange_.response.body.assign("The server is busy. Try again in a moment.\n");
  }
  answer();
}

// The body is cleared first, since the code of a stream belongs to the app until finish().
void Transaction::finish() noexcept {
  if (is_in_flight_) {
    exchange_.sent = writer_.sent();
    exchange_.response.body.clear();
    context_.application.finish(exchange_);
    exchange_.clear();
    is_in_flight_ = is_held_ = false;
  } else {
    report_refused();
    intake_.free_file(client_->lane());
  }
  intake_.next();
  writer_.next();
  is_finished_ = true;
}

std::unique_ptr<Transaction> TransactionPool::take(ClientSocket& socket, std::uint64_t tag,
                                                   Client& client) {
  std::unique_ptr<Transaction> taken;
  if (kept_.empty()) {
    taken = std::make_unique<Transaction>(loop_);
  } else {
    taken = std::move(kept_.back());
    kept_.pop_back();
  }
  taken->begin(socket, tag, client);
  return taken;
}

void TransactionPool::give_back(std::unique_ptr<Transaction> transaction) noexcept {
  transaction->end();
  if (kept_.size() < kKeptTransactions) kept_.push_back(std::move(transaction));
}

}  // namespace carboy::core::server
