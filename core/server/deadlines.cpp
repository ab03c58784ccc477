#include "core/server/deadlines.h"

#include <algorithm>
#include <utility>

namespace carboy::core::server {

DeadlineWheel::DeadlineWheel() {
  for (Head& head : slots_) head.before_ = head.after_ = &head;
}

void DeadlineWheel::set(Timed& item, Tick due) noexcept {
  item.due_ = due;
  if (item.visit_ != 0 && item.visit_ <= due) return;
  remove(item);
  item.due_ = due;
  if (due != kNever) link(item, std::min(due, now_ + kSlots - 1));
}

void DeadlineWheel::link(Timed& item, Tick slot) noexcept {
  Timed& head = slots_[slot % kSlots];
  item.visit_ = slot;
  item.before_ = head.before_;
  item.after_ = &head;
  head.before_->after_ = &item;
  head.before_ = &item;
  ++count_;
}

void DeadlineWheel::remove(Timed& item) noexcept {
  if (item.visit_ == 0) return;
  item.before_->after_ = item.after_;
  item.after_->before_ = item.before_;
  item.before_ = item.after_ = nullptr;
  item.visit_ = 0;
  --count_;
}

// The next item that is due now; those that were moved meanwhile are put where they belong.
Timed* DeadlineWheel::take(Tick now) noexcept {
  Timed& head = slots_[now % kSlots];
  while (head.after_ != &head) {
    Timed& item = *head.after_;
    remove(item);
    if (item.due_ <= now) return &item;
    if (item.due_ != kNever) link(item, std::min(item.due_, now + kSlots - 1));
  }
  return nullptr;
}

namespace {
bool later(const PauseQueue::Pause& a, const PauseQueue::Pause& b) { return a.until > b.until; }
}  // namespace

void PauseQueue::add(const Pause& pause) {
  heap_.push_back(pause);
  std::push_heap(heap_.begin(), heap_.end(), later);
}

void PauseQueue::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), later);
  heap_.pop_back();
}

}  // namespace carboy::core::server
