#include "core/pages/commit_numbers.h"

#include <algorithm>
#include <utility>

namespace carboy::core::pages {

TagPointer CommitNumbers::tag(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return find_or_add(name);
}

TagPointer CommitNumbers::find_or_add(std::string_view name) {
  const auto known = tags_.find(name);
  if (known != tags_.end()) return known->second;
  if (tags_.size() >= forget_at_) forget_unused();
  // A tag of that name may have been forgotten, so the new one begins with what it had at most.
  auto made = std::make_shared<Tag>(std::string(name), floor_);
  tags_.emplace(std::string(name), made);
  return made;
}

void CommitNumbers::forget_unused() {
  for (auto one = tags_.begin(); one != tags_.end();) {
    if (one->second.use_count() > 1) {
      ++one;
      continue;
    }
    floor_ = std::max(floor_, one->second->last_.load());
    one = tags_.erase(one);
  }
  forget_at_ = tags_.size() + kMostUnused;
}

void CommitNumbers::give_number(const std::vector<TagPointer>& tags) {
  // The number is known before a tag has it, and a request that notes it now began after the
  // change.
  const std::uint64_t number = last_.load() + 1;
  for (const TagPointer& tag : tags) tag->last_.store(number);
  last_.store(number);
}

std::uint64_t CommitNumbers::begin(std::span<const std::string_view> tags) {
  const std::lock_guard lock(mutex_);
  std::vector<TagPointer> open;
  for (const std::string_view name : tags) open.push_back(find_or_add(name));
  for (const TagPointer& tag : open) tag->open_.fetch_add(1);
  commits_.emplace(++last_token_, std::move(open));
  return last_token_;
}

void CommitNumbers::end(std::uint64_t token) {
  const std::lock_guard lock(mutex_);
  const auto commit = commits_.find(token);
  if (commit == commits_.end()) return;
  give_number(commit->second);
  for (const TagPointer& tag : commit->second) tag->open_.fetch_sub(1);
  commits_.erase(commit);
}

void CommitNumbers::mark(std::span<const std::string_view> tags) {
  const std::lock_guard lock(mutex_);
  std::vector<TagPointer> changed;
  for (const std::string_view name : tags) changed.push_back(find_or_add(name));
  give_number(changed);
}

}  // namespace carboy::core::pages
