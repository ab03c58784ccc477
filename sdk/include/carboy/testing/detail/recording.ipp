// Bodies of <carboy/testing/recording.h>.
#pragma once

#include <carboy/testing/recording.h>

#include <utility>

namespace carboy::testing {

template <class... Arguments>
std::size_t Recording<Arguments...>::count() const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen.size();
}

template <class... Arguments>
std::vector<typename Recording<Arguments...>::All> Recording<Arguments...>::all() const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen;
}

template <class... Arguments>
typename Recording<Arguments...>::All Recording<Arguments...>::at(std::size_t index) const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen.at(index);
}

template <class... Arguments>
void Recording<Arguments...>::clear() {
  const std::lock_guard lock(state_->mutex);
  state_->seen.clear();
}

template <class... Arguments>
void Recording<Arguments...>::add(All seen) const {
  const std::lock_guard lock(state_->mutex);
  state_->seen.push_back(std::move(seen));
}

}  // namespace carboy::testing
