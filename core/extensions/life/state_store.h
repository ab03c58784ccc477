// The state that extensions keep across their swaps: bytes by key, separate for each extension.
//
// Thread rule: every function may be called from any thread, but a Claim belongs to the thread that
// made it.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace carboy::core::extensions {

// The state of one extension, in all its versions. What one key costs does not depend on the number
// of keys: each key lies in one of several shards, and is changed by one thread at a time, which
// holds no lock of the shard while it works.
class KeptState {
 public:
  static constexpr std::size_t kMostKeyBytes = 1024;
  static constexpr std::size_t kMostValueBytes = std::size_t{64} * 1024 * 1024;
  using Bytes = std::shared_ptr<const std::string>;

  // `owner` is the extension's name, for messages.
  explicit KeptState(std::string owner) : owner_(std::move(owner)) {}
  KeptState(const KeptState&) = delete;
  KeptState& operator=(const KeptState&) = delete;

  // Returns the bytes of a key, or null. Does not wait for a claim.
  Bytes get(std::string_view key) const;
  // Returns the keys that begin with `prefix`, in the order of their bytes.
  std::vector<std::string> keys(std::string_view prefix) const;

  class Claim;

 private:
  struct Entry {
    Bytes bytes;  // null: the key has no value
    bool claimed = false;
    unsigned waiting = 0;  // threads that wait for their claim
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;
  struct Shard {
    mutable std::mutex mutex;
    std::condition_variable released;
    Entries entries;
  };
  static constexpr std::size_t kShards = 64;

  Shard& shard_of(std::string_view key) const {
    return shards_[std::hash<std::string_view>()(key) % kShards];
  }

  const std::string owner_;
  mutable std::array<Shard, kShards> shards_;
  // The keys that have a value, in order; only a key that comes or goes changes it. A shard's mutex
  // is locked before this one. The texts are those of the entries.
  mutable std::mutex index_mutex_;
  std::set<std::string_view> index_;
};

// The sole right to change one key. While a thread has one, it can make no other: two threads that
// each wait for the key of the other would wait for ever.
class KeptState::Claim {
 public:
  // Waits until no other thread has the key. Throws base::Error if the key is empty or too long, or
  // if this thread has a claim; `call` names the function for that message.
  Claim(KeptState& state, std::string_view key, std::string_view call);
  ~Claim();
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  // The bytes that the key has, or null.
  const Bytes& bytes() const noexcept { return entry_->second.bytes; }
  // Replaces them. Throws base::Error if they are too long; then nothing changes.
  void put(std::string bytes);
  void erase();

 private:
  KeptState& state_;
  Shard& shard_;
  Entries::pointer entry_ = nullptr;
};

class StateStore {
 public:
  // Returns the state of an extension, which lives as long as this object.
  KeptState& of(std::string_view extension);

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<KeptState>, std::less<>> states_;
};

}  // namespace carboy::core::extensions
