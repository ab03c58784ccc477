#include "core/server/loop.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {
namespace {

constexpr int kClosedAtOnce = 8;

// Indices from here on are no connections.
constexpr std::uint64_t kBellTag = 0xffffff;
constexpr std::uint64_t kTickerTag = 0xfffffe;
constexpr std::uint64_t kPauseTag = 0xfffffd;

base::Descriptor checked(int fd) {
  if (fd >= 0) return base::Descriptor(fd);
  throw base::Error("An event loop cannot start: too many open files (ulimit -n).");
}

base::Descriptor new_timer() {
  return checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
}

}  // namespace

Loop::Loop(Context& context, std::string name)
    : context_(context),
      number_(context.loops.size()),
      name_(std::move(name)),
      mailbox_(checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))),
      deadlines_(new_timer()),
      pauses_(new_timer()),
      transactions_(*this),
      evictor_(context.connection_tracker) {
  context.loops.push_back(this);
}

void Loop::attach(Watcher& watcher) {
  watcher_ = &watcher;
  watcher.watch(mailbox_.fd(), kBellTag);
  watcher.watch(deadlines_.fd(), kTickerTag);
  watcher.watch(pauses_.fd(), kPauseTag);
  mailbox_.post({Message::Kind::begin});
}

void Loop::adopt(PendingConnection pending) {
  mailbox_.post({Message::Kind::adopt, 0, std::move(pending)});
}
void Loop::post_back(std::uint64_t tag) { mailbox_.post({Message::Kind::post_back, tag}); }
void Loop::wake(std::uint64_t tag) { mailbox_.post({Message::Kind::wake, tag}); }
void Loop::close_some() { mailbox_.post({Message::Kind::close_some}); }
void Loop::drain() { mailbox_.post({Message::Kind::drain}); }
void Loop::abort() { mailbox_.post({Message::Kind::abort}); }

void Loop::on_events(std::span<const Event> events) noexcept {
  for (const Event& event : events) {
    switch (event.tag) {
      case kBellTag:
        if (event.readable) read_mail();
        break;
      case kTickerTag:
        if (!event.readable) break;
        deadlines_.on_tick([](Timed& item) { static_cast<Connection&>(item).on_deadline(); });
        break;
      case kPauseTag:
        if (!event.readable) break;
        pauses_.on_timer([this](std::uint64_t tag, std::uint32_t number) {
          if (Connection* connection = find(tag)) connection->on_pause_over(number);
        });
        break;
      default:
        if (Connection* connection = find(event.tag)) connection->on_event(event);
    }
  }
  if (!again_.empty()) mailbox_.wake();
}

void Loop::read_mail() {
  again_now_.clear();
  again_now_.swap(again_);
  for (const std::uint64_t tag : again_now_) {
    if (Connection* connection = find(tag)) connection->advance();
  }
  for (Message& message : mailbox_.take()) deliver(message);
}

void Loop::deliver(Message& message) {
  switch (message.kind) {
    case Message::Kind::begin:
      base::adopt_this_thread(name_);
      if (context_.options.on_thread_start) context_.options.on_thread_start();
      break;
    case Message::Kind::adopt:
      if (admit(message.pending)) open(message.pending);
      break;
    case Message::Kind::close_some:
      for (int i = 0; i < kClosedAtOnce && evictor_.close_idle(connections_); ++i) {
      }
      break;
    case Message::Kind::post_back:
      if (Connection* connection = find(message.tag)) connection->on_posted_back();
      break;
    case Message::Kind::wake:
      if (Connection* connection = find(message.tag)) connection->advance();
      break;
    case Message::Kind::drain:
      for_each_open([](Connection& connection) { connection.drain(); });
      break;
    case Message::Kind::abort:
      for_each_open([](Connection& connection) { connection.abort(); });
      break;
  }
}

template <class Action>
void Loop::for_each_open(Action action) {
  for (const auto& connection : connections_) {
    if (connection->is_open()) action(*connection);
  }
}

// Finds a connection slot for one that waits for it. Returns false if it was passed to the next
// loop or rejected. Each loop is asked twice: only when none has an idle connection, one that
// has begun a request is evicted.
bool Loop::admit(PendingConnection& pending) {
  if (pending.kind != PendingConnection::Kind::waiting) return true;
  const std::size_t loops = context_.loops.size();
  const bool has_evicted = pending.asked < loops
                               ? evictor_.close_idle(connections_)
                               : evictor_.interrupt_biggest(connections_, pending.client);
  if (has_evicted || pending.asked == 0) {
    take_slot(context_, pending);
    if (pending.kind != PendingConnection::Kind::waiting) return true;
  }
  if (++pending.asked >= 2 * loops) return may_be_unadmitted(pending);
  context_.loops[(number_ + 1) % loops]->adopt(std::move(pending));
  return false;
}

// Called when no connection slot is free. Returns false if too many connections wait for their
// rejection; this one is then rejected and closed at once.
bool Loop::may_be_unadmitted(const PendingConnection& pending) {
  report_full(context_);
  if (context_.connection_tracker.unadmitted() <= kMaxUnadmitted) return true;
  reject_now(context_, pending.fd, pending.peer, kNoSlotLeft);
  context_.connection_tracker.leave();
  return false;
}

void Loop::open(PendingConnection& pending) {
  if (free_.empty()) {
    const auto index = static_cast<std::uint32_t>(connections_.size());
    connections_.push_back(std::make_unique<Connection>(*this, index));
    free_.push_back(index);
  }
  Connection& connection = *connections_[free_.back()];
  free_.pop_back();
  const PendingConnection::Kind kind = pending.kind;
  connection.open(pending);
  try {
    watcher_->watch(pending.fd, connection.tag());
  } catch (const base::Error& error) {
    context_.report(error.what());
    connection.abort();
    return;
  }
  if (kind == PendingConnection::Kind::admitted) {
    // It may have gone from loop to loop while the server began to stop.
    if (context_.aborting.load(std::memory_order_relaxed)) return connection.abort();
    if (context_.draining.load(std::memory_order_relaxed)) connection.drain();
    return;
  }
  const bool is_full = kind == PendingConnection::Kind::waiting;
  connection.refuse({503, is_full ? kNoSlotLeft : kTooManyOfOneClient});
  connection.advance();
}

Connection* Loop::find(std::uint64_t tag) noexcept {
  const std::uint64_t index = tag & kIndexMask;
  if (index >= connections_.size()) return nullptr;
  Connection* connection = connections_[index].get();
  return connection->is_open() && connection->tag() == tag ? connection : nullptr;
}

void Loop::on_closed(Connection& connection) noexcept {
  deadlines_.remove(connection);
  free_.push_back(static_cast<std::uint32_t>(connection.tag() & kIndexMask));
  context_.connection_tracker.leave();
}

}  // namespace carboy::core::server
