#include "core/server/loop.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/own_threads.h"

namespace carboy::core::server {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{100};
constexpr std::size_t kKeptTransactions = 64;
constexpr int kClosedAtOnce = 8;

// Slots from here on are no connections.
constexpr std::uint64_t kBellTag = 0xffffff;
constexpr std::uint64_t kTickerTag = 0xfffffe;
constexpr std::uint64_t kPauseTag = 0xfffffd;

base::Descriptor checked(int fd) {
  if (fd >= 0) return base::Descriptor(fd);
  throw base::Error("An event loop cannot start: too many open files (ulimit -n).");
}

timespec to_timespec(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec result{};
  result.tv_sec = seconds.count();
  result.tv_nsec = (time - seconds).count();
  return result;
}

}  // namespace

Loop::Loop(Context& context, std::string name)
    : context_(context),
      number_(context.loops.size()),
      name_(std::move(name)),
      bell_(checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))),
      ticker_(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))),
      pause_timer_(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))),
      vacancy_(context.connection_tracker) {
  context.loops.push_back(this);
}

Loop::~Loop() {
  for (Mail& mail : mail_) {
    if (mail.kind == Mail::Kind::adopt) ::close(mail.arrival.fd);
  }
}

void Loop::attach(Watcher& watcher) {
  watcher_ = &watcher;
  watcher.watch(bell_.get(), kBellTag);
  watcher.watch(ticker_.get(), kTickerTag);
  watcher.watch(pause_timer_.get(), kPauseTag);
  post({Mail::Kind::begin});
}

void Loop::adopt(PendingConnection arrival) { post({Mail::Kind::adopt, 0, std::move(arrival)}); }
void Loop::resume(std::uint64_t tag) { post({Mail::Kind::resume, tag}); }
void Loop::look_at(std::uint64_t tag) { post({Mail::Kind::look_at, tag}); }
void Loop::close_some() { post({Mail::Kind::close_some}); }
void Loop::drain() { post({Mail::Kind::drain}); }
void Loop::abort() { post({Mail::Kind::abort}); }

// Only the first letter of a batch rings. The bell and the timers are edge-triggered and never
// read: each ring is an event of its own.
void Loop::post(Mail mail) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = mail_.empty();
    mail_.push_back(std::move(mail));
  }
  if (first) notify();
}

void Loop::notify() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(bell_.get(), &one, sizeof one);
}

void Loop::on_events(std::span<const Event> events) noexcept {
  for (const Event& event : events) {
    switch (event.tag) {
      case kBellTag:
        if (event.readable) read_mail();
        break;
      case kTickerTag:
        if (event.readable) on_tick();
        break;
      case kPauseTag:
        if (event.readable) on_pauses();
        break;
      default:
        if (Connection* connection = find(event.tag)) connection->on_event(event);
    }
  }
  if (!again_.empty()) notify();
}

void Loop::read_mail() {
  again_now_.clear();
  again_now_.swap(again_);
  for (const std::uint64_t tag : again_now_) {
    if (Connection* connection = find(tag)) connection->advance();
  }
  reading_.clear();
  {
    const std::lock_guard lock(mutex_);
    reading_.swap(mail_);
  }
  for (Mail& mail : reading_) deliver(mail);
}

void Loop::deliver(Mail& mail) {
  switch (mail.kind) {
    case Mail::Kind::begin:
      base::adopt_this_thread(name_);
      if (context_.options.on_thread_start) context_.options.on_thread_start();
      break;
    case Mail::Kind::adopt:
      if (find_seat(mail.arrival)) open(mail.arrival);
      break;
    case Mail::Kind::close_some:
      for (int i = 0; i < kClosedAtOnce && vacancy_.close_idle(connections_); ++i) {
      }
      break;
    case Mail::Kind::resume:
      if (Connection* connection = find(mail.tag)) connection->on_resumed();
      break;
    case Mail::Kind::look_at:
      if (Connection* connection = find(mail.tag)) connection->on_woken();
      break;
    case Mail::Kind::drain:
      for_each_open([](Connection& connection) { connection.drain(); });
      break;
    case Mail::Kind::abort:
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

// False: the next loop is asked. Each is asked twice: only when none has an idle connection, one
// that has begun a request makes room.
bool Loop::find_seat(PendingConnection& arrival) {
  if (arrival.kind != PendingConnection::Kind::waiting) return true;
  const std::size_t loops = context_.loops.size();
  const bool has_room = arrival.asked < loops
                            ? vacancy_.close_idle(connections_)
                            : vacancy_.interrupt_biggest(connections_, arrival.client);
  if (has_room || arrival.asked == 0) {
    const ConnectionTracker::Answer answer = context_.connection_tracker.take_seat(arrival.client);
    if (answer.is_news) report_too_many(context_, arrival.peer.host);
    if (answer.seat == ConnectionTracker::Seat::taken)
      arrival.kind = PendingConnection::Kind::seated;
    if (answer.seat == ConnectionTracker::Seat::too_many)
      arrival.kind = PendingConnection::Kind::too_many;
    if (answer.seat != ConnectionTracker::Seat::full) return true;
  }
  if (++arrival.asked >= 2 * loops) return has_room_to_stand(arrival);
  context_.loops[(number_ + 1) % loops]->adopt(std::move(arrival));
  return false;
}

// It gets no seat. False: there is no room for one more to be told so in peace.
bool Loop::has_room_to_stand(const PendingConnection& arrival) {
  report_full(context_);
  if (context_.connection_tracker.standing() <= kMostStanding) return true;
  reject_now(context_, arrival.fd, arrival.peer, kAllSeatsTaken);
  context_.connection_tracker.leave();
  return false;
}

void Loop::open(PendingConnection& arrival) {
  if (free_slots_.empty()) {
    const auto slot = static_cast<std::uint32_t>(connections_.size());
    connections_.push_back(std::make_unique<Connection>(*this, slot));
    free_slots_.push_back(slot);
  }
  Connection& connection = *connections_[free_slots_.back()];
  free_slots_.pop_back();
  const bool is_seated = arrival.kind == PendingConnection::Kind::seated;
  connection.open(arrival);
  try {
    watcher_->watch(arrival.fd, connection.tag());
  } catch (const base::Error& error) {
    context_.report(error.what());
    connection.abort();
    return;
  }
  if (is_seated) {
    // It may have gone from loop to loop while the server began to stop.
    if (context_.aborting.load(std::memory_order_relaxed)) return connection.abort();
    if (context_.draining.load(std::memory_order_relaxed)) connection.drain();
    return;
  }
  connection.reject(arrival.kind == PendingConnection::Kind::too_many ? kTooManyOfOne
                                                                      : kAllSeatsTaken);
  connection.advance();
}

Connection* Loop::find(std::uint64_t tag) noexcept {
  const std::uint64_t slot = tag & kSlotMask;
  if (slot >= connections_.size()) return nullptr;
  Connection* connection = connections_[slot].get();
  return connection->is_open() && connection->tag() == tag ? connection : nullptr;
}

void Loop::closed(Connection& connection) noexcept {
  wheel_.remove(connection);
  free_slots_.push_back(static_cast<std::uint32_t>(connection.tag() & kSlotMask));
  context_.connection_tracker.leave();
}

std::unique_ptr<Transaction> Loop::take_transaction() {
  if (transactions_.empty()) return std::make_unique<Transaction>(context_.options.limits);
  std::unique_ptr<Transaction> taken = std::move(transactions_.back());
  transactions_.pop_back();
  return taken;
}

void Loop::give_back(std::unique_ptr<Transaction> transaction) noexcept {
  if (transactions_.size() >= kKeptTransactions) return;
  transaction->reader.reset();
  transaction->output.clear();
  transaction->write_pace.end();
  transaction->exchange.begun = {};
  transaction->refusal = {};
  transactions_.push_back(std::move(transaction));
}

Tick Loop::current_tick() const noexcept {
  return static_cast<Tick>(Clock::now().time_since_epoch() / kTick);
}

void Loop::set_deadline(Connection& connection, std::chrono::milliseconds time) noexcept {
  if (!ticking_) {
    ticking_ = true;
    wheel_.jump(current_tick());
    itimerspec every{};
    every.it_value = every.it_interval = to_timespec(kTick);
    ::timerfd_settime(ticker_.get(), 0, &every, nullptr);
  }
  // Rounded up, since the tick that runs has begun already.
  const auto ticks = static_cast<Tick>(
      std::max<std::int64_t>(0, (time + kTick - std::chrono::milliseconds(1)) / kTick));
  wheel_.set(connection, wheel_.now() + 1 + ticks);
}

void Loop::clear_deadline(Connection& connection) noexcept {
  wheel_.set(connection, DeadlineWheel::kNever);
}

void Loop::on_tick() noexcept {
  // A periodic timer goes on only once it has been read.
  std::uint64_t expirations = 0;
  [[maybe_unused]] const ssize_t got = ::read(ticker_.get(), &expirations, sizeof expirations);
  wheel_.advance(current_tick(), [](Timed& item) { static_cast<Connection&>(item).on_deadline(); });
  if (!wheel_.empty()) return;
  ticking_ = false;
  const itimerspec never{};
  ::timerfd_settime(ticker_.get(), 0, &never, nullptr);
}

void Loop::pause(Connection& connection, std::chrono::nanoseconds delay, std::uint32_t number) {
  // Far enough for anybody, and the sum with now does not overflow.
  const auto longest = std::chrono::hours(24 * 365);
  const Clock::time_point until = Clock::now() + std::min<std::chrono::nanoseconds>(delay, longest);
  const bool first = pauses_.empty() || until < pauses_.first().until;
  pauses_.add({until, connection.tag(), number});
  if (first) arm_pauses();
}

void Loop::arm_pauses() noexcept {
  itimerspec once{};
  if (!pauses_.empty()) once.it_value = to_timespec(pauses_.first().until.time_since_epoch());
  ::timerfd_settime(pause_timer_.get(), TFD_TIMER_ABSTIME, &once, nullptr);
}

void Loop::on_pauses() {
  const Clock::time_point now = Clock::now();
  while (!pauses_.empty() && pauses_.first().until <= now) {
    const PauseQueue::Pause over = pauses_.first();
    pauses_.pop();
    if (Connection* connection = find(over.tag)) connection->on_pause_over(over.number);
  }
  arm_pauses();
}

void Loop::again(Connection& connection) { again_.push_back(connection.tag()); }

}  // namespace carboy::core::server
