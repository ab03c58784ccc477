#include "core/app/scheduler.h"

#include <algorithm>

#include "core/base/own_threads.h"

namespace carboy::core::app {

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Scheduler::Id Scheduler::every(std::chrono::nanoseconds period, std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  auto entry = std::make_shared<Task>();
  entry->period = std::max<std::chrono::nanoseconds>(period, std::chrono::milliseconds(1));
  entry->run = std::move(task);
  entry->next = now() + entry->period;
  tasks_.emplace(++last_id_, std::move(entry));
  if (!held_at_ && threads_.size() < std::min(most_threads_, tasks_.size())) {
    threads_.emplace_back([this] { work(); });
  }
  changed_.notify_all();
  return last_id_;
}

bool Scheduler::cancel(Id id, Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  const auto found = tasks_.find(id);
  if (found == tasks_.end()) return true;
  const std::shared_ptr<Task> task = found->second;
  task->cancelled = true;
  tasks_.erase(found);
  if (!changed_.wait_until(lock, deadline, [&] { return !task->running; })) return false;
  // A timer thread may hold the task a moment longer, but not its function, which is its owner's.
  task->run = nullptr;
  return true;
}

bool Scheduler::contains(Id id) const {
  const std::lock_guard lock(mutex_);
  return tasks_.contains(id);
}

void Scheduler::hold() {
  const std::lock_guard lock(mutex_);
  held_at_ = Clock::now();
}

void Scheduler::advance(std::chrono::nanoseconds time,
                        const std::function<void(std::chrono::nanoseconds so_far)>& moved) {
  const std::lock_guard advancing(advancing_);
  std::unique_lock lock(mutex_);
  const Clock::time_point begin = now();
  const Clock::time_point end = begin + time;
  for (;;) {
    const std::shared_ptr<Task> task = first_waiting();
    if (task == nullptr || task->next > end) break;
    held_at_ = std::max(begin, task->next);
    moved(*held_at_ - begin);
    run(*task, lock);
  }
  held_at_ = end;
  moved(time);
}

std::shared_ptr<Scheduler::Task> Scheduler::first_waiting() const {
  std::shared_ptr<Task> first;
  for (const auto& [id, task] : tasks_) {
    if (!task->running && (first == nullptr || task->next < first->next)) first = task;
  }
  return first;
}

std::shared_ptr<Scheduler::Task> Scheduler::next_due(std::unique_lock<std::mutex>& lock) {
  while (!stopping_) {
    std::shared_ptr<Task> first = first_waiting();
    if (first == nullptr) {
      changed_.wait(lock);
    } else if (first->next <= Clock::now()) {
      return first;
    } else {
      changed_.wait_until(lock, first->next);
    }
  }
  return nullptr;
}

void Scheduler::work() {
  base::adopt_this_thread("carboy-timer");
  std::unique_lock lock(mutex_);
  while (const std::shared_ptr<Task> task = next_due(lock)) {
    run(*task, lock);
  }
}

void Scheduler::run(Task& task, std::unique_lock<std::mutex>& lock) {
  task.running = true;
  lock.unlock();
  task.run();
  lock.lock();
  task.running = false;
  task.next = std::max(task.next + task.period, now());
  changed_.notify_all();
}

}  // namespace carboy::core::app
