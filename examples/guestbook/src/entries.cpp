#include "entries.h"

#include <algorithm>

namespace guestbook {
namespace {

std::int64_t seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

// [state]
Book::Book(carboy::State state) : state_(state) {
  if (const auto kept = state_.get("entries")) {
    entries_ = nlohmann::json::parse(*kept).get<std::vector<Entry>>();
  }
  if (!entries_.empty()) last_id_ = entries_.back().id;
  count_ = entries_.size();
}

void Book::save() {
  state_.put("entries", nlohmann::json(entries_).dump());
  count_ = entries_.size();
}

std::int64_t Book::add(std::string name, std::string text) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({++last_id_, std::move(name), std::move(text), seconds(carboy::now())});
  save();
  return last_id_;
}
// [state]

std::vector<Entry> Book::page(std::size_t number, std::size_t size) const {
  const std::lock_guard lock(mutex_);
  const std::size_t skipped = std::min((number - 1) * size, entries_.size());
  const std::size_t shown = std::min(size, entries_.size() - skipped);
  const auto newest = entries_.rbegin() + static_cast<std::ptrdiff_t>(skipped);
  return {newest, newest + static_cast<std::ptrdiff_t>(shown)};
}

std::optional<Entry> Book::find(std::int64_t number) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [number](const Entry& one) { return one.id == number; });
  if (found == entries_.end()) return std::nullopt;
  return *found;
}

std::size_t Book::purge(std::chrono::system_clock::time_point before) {
  const std::lock_guard lock(mutex_);
  const auto removed =
      std::erase_if(entries_, [&](const Entry& one) { return one.written < seconds(before); });
  save();
  return removed;
}

// [service]
std::uint64_t Book::count() noexcept { return count_; }  // atomic: a lock might throw

carboy::Status Book::latest(carboy::TextSink out) noexcept {
  return carboy::guarded([&] {
    const std::vector<Entry> newest = page(1, 1);
    out.put(newest.at(0).text);  // a throw becomes a status, not the end of the host
  });
}
// [service]

}  // namespace guestbook
