// The pages that the host keeps, bounded in bytes.
//
// A page lies under its base: the parts of the request that every page depends on. Below a base are
// the shapes of the pages, that is, which parts of the request were read to make them, and a page
// is found by the values that a request has for these parts. So a page answers a request exactly if
// each part that was read for it has the same value, and that is compared text by text, not by a
// hash.
//
// Thread rule: every function may be called from any thread. A Page is immutable.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/http/fields.h"
#include "core/pages/reads.h"

namespace carboy::core::pages {

struct Page {
  http::FieldBlock fields;
  std::string body;
  std::uint64_t number = 0;      // of the last commit before its request began
  std::uint64_t generation = 0;  // that made it
  std::int64_t made = 0;         // the app's time at that, in nanoseconds since 1970
  std::int64_t age = 0;          // nanoseconds for which it is right
  std::vector<TagPointer> tags;
};
using PagePointer = std::shared_ptr<const Page>;

// Returns what a request has for a part of it.
class Asked {
 public:
  virtual std::optional<std::string_view> value_of(Source source, std::string_view name) = 0;

 protected:
  ~Asked() = default;
};

// The point in time at which a page is looked up.
struct Moment {
  std::int64_t time = 0;
  std::uint64_t generation = 0;
};

// Returns whether a page is neither too old nor of another generation, and no tag that it depends on
// has changed.
bool is_right(const Page& page, const Moment& moment);

// A page in the store, with what it is found by.
struct Kept {
  std::string_view base;
  std::vector<Read> reads;
  const Page& page;
};

struct Statistics {
  std::uint64_t pages = 0, bytes = 0, limit = 0;
  std::uint64_t hits = 0, misses = 0, stored = 0, refused = 0, evicted = 0;
};

class PageStore {
 public:
  // A base has at most this many shapes; the pages of the oldest one make room for another.
  static constexpr std::size_t kMostShapes = 16;

  // Keeps pages that take up to `memory` bytes, with their keys; 0 keeps none.
  explicit PageStore(std::size_t memory) : memory_(memory) {}
  PageStore(const PageStore&) = delete;
  PageStore& operator=(const PageStore&) = delete;

  // Returns the page for a request, or null. Removes what it finds to be out of date.
  PagePointer find(std::string_view base, Asked& asked, const Moment& moment);
  // The same for a request that has found no page before; then it counts once only.
  PagePointer find_again(std::string_view base, Asked& asked, const Moment& moment);
  // Returns a text that is the same for all requests that a page would answer, as far as the shapes
  // of the base's other pages show it.
  std::string key_for(std::string_view base, Asked& asked);
  // Keeps a page that was made with these reads, unless it takes more than an eighth of the memory.
  // Replaces an older one.
  void put(std::string_view base, std::span<const Read> reads, PagePointer page);
  // Removes all pages.
  void clear();

  // Calls f for each page that is kept, in no order, with the lock of a part of the store held.
  using Visit = std::function<void(const Kept& kept)>;
  void each(const Visit& visit) const;

  CommitNumbers& commits() noexcept { return commits_; }
  std::size_t memory() const noexcept { return memory_; }
  void count_refused() noexcept { refused_.fetch_add(1, std::memory_order_relaxed); }
  Statistics statistics() const;

 private:
  using Parts = std::vector<std::pair<Source, std::string>>;  // what was read, in that order
  struct Entry {
    std::string key;
    std::string base;
    std::uint64_t shape = 0;
    PagePointer page;
    bool is_used = false;  // since it was last considered for eviction
    std::size_t bytes = 0;
  };
  struct Shape {
    std::uint64_t id = 0;
    Parts parts;
    std::size_t pages = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  using Entries = std::list<Entry>;  // the next to be evicted first
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::vector<Shape>, Hash, std::equal_to<>> bases;
    std::unordered_map<std::string_view, Entries::iterator> by_key;  // the keys of the entries
    Entries entries;
    std::string key;  // working memory of find()
    std::uint64_t last_shape = 0;
  };

  Shard& shard_of(std::string_view base) noexcept;
  PagePointer look_up(std::string_view base, Asked& asked, const Moment& moment);
  Shape& shape_for(Shard& shard, std::string_view base, std::span<const Read> reads);
  void remove(Shard& shard, Entries::iterator entry);
  void remove_shape(Shard& shard, std::uint64_t id);
  void make_room(Shard& first);
  bool evict_one(Shard& shard);

  static constexpr std::size_t kShards = 16;
  const std::size_t memory_;
  CommitNumbers commits_;
  Shard shards_[kShards];
  std::atomic<std::uint64_t> bytes_{0}, pages_{0};
  std::atomic<std::uint64_t> hits_{0}, misses_{0}, stored_{0}, refused_{0}, evicted_{0};
};

}  // namespace carboy::core::pages
