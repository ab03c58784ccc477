#include "entries.h"

#include <algorithm>
#include <charconv>

namespace guestbook {
namespace {

std::int64_t seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Zeros in front make the order of the keys that of the numbers.
std::string key_of(std::int64_t id) {
  const std::string digits = std::to_string(id);
  return "entry/" + std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

Entry entry_in(std::string_view bytes) { return nlohmann::json::parse(bytes).get<Entry>(); }

}  // namespace

// [state]
std::int64_t Book::add(std::string name, std::string text) {
  Entry entry{0, std::move(name), std::move(text), seconds(carboy::now())};
  state_.update("last_id", [&](std::optional<std::string_view> old) {
    entry.id = 1 + (old ? number_in(*old) : 0);
    return std::to_string(entry.id);
  });
  state_.put(key_of(entry.id), nlohmann::json(entry).dump());
  pages_->mark("guestbook");
  return entry.id;
}

std::size_t Book::purge(std::chrono::system_clock::time_point before) {
  std::size_t removed = 0;
  for (const std::string& key : state_.keys("entry/")) {
    state_.update(key, [&](std::optional<std::string_view> old) -> std::optional<std::string> {
      if (!old) return std::nullopt;  // removed by somebody else meanwhile
      if (entry_in(*old).written >= seconds(before)) return std::string(*old);
      ++removed;
      return std::nullopt;  // nothing removes the key
    });
  }
  pages_->mark("guestbook");
  return removed;
}
// [state]

std::vector<std::string> Book::keys() const {
  carboy::depends_on("guestbook");  // a stored page that shows them ends when Book marks this tag
  return state_.keys("entry/");
}

std::vector<Entry> Book::page(std::size_t number, std::size_t size) const {
  const std::vector<std::string> keys = this->keys();
  const std::size_t skipped = std::min((number - 1) * size, keys.size());
  std::vector<Entry> shown;
  for (auto key = keys.rbegin() + static_cast<std::ptrdiff_t>(skipped);
       key != keys.rend() && shown.size() < size; ++key) {
    if (const auto bytes = state_.get(*key)) shown.push_back(entry_in(*bytes));
  }
  return shown;
}

std::optional<Entry> Book::find(std::int64_t number) const {
  carboy::depends_on("guestbook");
  const auto bytes = state_.get(key_of(number));
  if (!bytes) return std::nullopt;
  return entry_in(*bytes);
}

// [service]
std::uint64_t Book::count() noexcept {
  std::uint64_t count = 0;
  const carboy::Status done = carboy::guarded([&] { count = keys().size(); });
  return done == carboy::Status::ok ? count : 0;
}

carboy::Status Book::latest(carboy::TextSink out) noexcept {
  return carboy::guarded([&] {
    const std::vector<Entry> newest = page(1, 1);
    out.put(newest.at(0).text);  // a throw becomes a status, not the end of the host
  });
}
// [service]

}  // namespace guestbook
