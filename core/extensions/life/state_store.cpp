#include "core/extensions/life/state_store.h"

#include "core/base/error.h"

namespace carboy::core::extensions {
namespace {

// The key that this thread has a claim to, or null.
thread_local const std::string* claimed_key = nullptr;

// Returns the key for a message: a long one is cut, and control characters are left out.
std::string shown(std::string_view key) {
  constexpr std::size_t kMostShown = 40;
  std::string text = "\"";
  for (const char c : key.substr(0, kMostShown)) {
    text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return text + (key.size() > kMostShown ? "...\"" : "\"");
}

void check_key(const std::string& owner, std::string_view key) {
  if (key.empty()) {
    throw base::Error(owner + " uses an empty key in its state. A key has 1 to " +
                      std::to_string(KeptState::kMostKeyBytes) + " bytes.");
  }
  if (key.size() <= KeptState::kMostKeyBytes) return;
  throw base::Error(owner + " uses a key of " + std::to_string(key.size()) +
                    " bytes in its state, " + shown(key) + "; a key has at most " +
                    std::to_string(KeptState::kMostKeyBytes) +
                    " bytes. Put long data into the value.");
}

}  // namespace

KeptState::Bytes KeptState::get(std::string_view key) const {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.entries.find(key);
  return found == shard.entries.end() ? nullptr : found->second.bytes;
}

std::vector<std::string> KeptState::keys(std::string_view prefix) const {
  const std::lock_guard lock(index_mutex_);
  std::vector<std::string> found;
  for (auto at = index_.lower_bound(prefix); at != index_.end() && at->starts_with(prefix); ++at) {
    found.emplace_back(*at);
  }
  return found;
}

KeptState::Claim::Claim(KeptState& state, std::string_view key, std::string_view call)
    : state_(state), shard_(state.shard_of(key)) {
  if (claimed_key != nullptr) {
    throw base::Error(state.owner_ + " calls " + std::string(call) + " for the key " + shown(key) +
                      " of its state inside of a function that update() has called for the key " +
                      shown(*claimed_key) +
                      ". Such a function may read the state, but not change "
                      "it; do that before or after the update.");
  }
  check_key(state.owner_, key);
  std::unique_lock lock(shard_.mutex);
  auto found = shard_.entries.find(key);
  if (found == shard_.entries.end()) found = shard_.entries.try_emplace(std::string(key)).first;
  entry_ = &*found;
  Entry& entry = entry_->second;
  ++entry.waiting;  // keeps the entry in its place
  shard_.released.wait(lock, [&] { return !entry.claimed; });
  --entry.waiting;
  entry.claimed = true;
  claimed_key = &entry_->first;
}

KeptState::Claim::~Claim() {
  claimed_key = nullptr;
  const std::lock_guard lock(shard_.mutex);
  Entry& entry = entry_->second;
  entry.claimed = false;
  if (entry.waiting != 0) {
    shard_.released.notify_all();
  } else if (entry.bytes == nullptr) {
    shard_.entries.erase(shard_.entries.find(entry_->first));
  }
}

void KeptState::Claim::put(std::string bytes) {
  if (bytes.size() > kMostValueBytes) {
    throw base::Error(
        state_.owner_ + " puts " + std::to_string(bytes.size()) + " bytes under the key " +
        shown(entry_->first) +
        " of its state; a value has at most 64 MiB. Use several keys, or a database.");
  }
  Bytes next = std::make_shared<const std::string>(std::move(bytes));
  const std::lock_guard lock(shard_.mutex);
  if (entry_->second.bytes == nullptr) {
    const std::lock_guard index(state_.index_mutex_);
    state_.index_.insert(entry_->first);
  }
  entry_->second.bytes.swap(next);  // the old bytes are freed without the lock
}

void KeptState::Claim::erase() {
  const std::lock_guard lock(shard_.mutex);
  if (entry_->second.bytes == nullptr) return;
  const std::lock_guard index(state_.index_mutex_);
  state_.index_.erase(entry_->first);
  entry_->second.bytes.reset();
}

KeptState& StateStore::of(std::string_view extension) {
  const std::lock_guard lock(mutex_);
  const auto found = states_.find(extension);
  if (found != states_.end()) return *found->second;
  auto made = std::make_unique<KeptState>(std::string(extension));
  return *states_.emplace(extension, std::move(made)).first->second;
}

}  // namespace carboy::core::extensions
