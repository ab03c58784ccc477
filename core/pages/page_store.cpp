#include "core/pages/page_store.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace carboy::core::pages {
namespace {

constexpr std::size_t kOverhead = 512;  // of an entry, its page and its places in the maps

template <class Number>
void append_number(std::string& to, Number number) {
  char bytes[sizeof(Number)];
  std::memcpy(bytes, &number, sizeof(Number));
  to.append(bytes, sizeof(Number));
}

// Lengths make the text unambiguous, whatever the values contain.
void append_value(std::string& to, std::optional<std::string_view> value) {
  append_number(to, value ? static_cast<std::uint32_t>(value->size()) : ~std::uint32_t{0});
  if (value) to.append(*value);
}

// Shapes do not differ by the order in which the parts were read.
std::vector<Read> in_order(std::span<const Read> reads) {
  std::vector<Read> sorted(reads.begin(), reads.end());
  std::sort(sorted.begin(), sorted.end(), [](const Read& a, const Read& b) {
    return std::tie(a.source, a.name) < std::tie(b.source, b.name);
  });
  return sorted;
}

// The shape comes first: no other base has one of that number, so the key cannot be that of a base
// which ends with bytes that look like a number.
void begin_key(std::string& key, std::string_view base, std::uint64_t shape) {
  key.clear();
  append_number(key, shape);
  key.append(base);
}

// Takes apart what append_value() has written.
std::optional<std::string_view> take_value(std::string_view& from) {
  std::uint32_t size = 0;
  std::memcpy(&size, from.data(), sizeof size);
  from.remove_prefix(sizeof size);
  if (size == ~std::uint32_t{0}) return std::nullopt;
  const std::string_view value = from.substr(0, size);
  from.remove_prefix(size);
  return value;
}

}  // namespace

bool is_right(const Page& page, const Moment& moment) {
  // The difference of two times may exceed std::int64_t.
  const std::uint64_t passed =
      static_cast<std::uint64_t>(moment.time) - static_cast<std::uint64_t>(page.made);
  return page.generation == moment.generation && page.made <= moment.time && page.age > 0 &&
         passed < static_cast<std::uint64_t>(page.age) &&
         std::all_of(page.tags.begin(), page.tags.end(),
                     [&](const TagPointer& tag) { return tag->is_unchanged_since(page.number); });
}

PageStore::Shard& PageStore::shard_of(std::string_view base) noexcept {
  return shards_[Hash()(base) / 64 % kShards];
}

PagePointer PageStore::find(std::string_view base, Asked& asked, const Moment& moment) {
  PagePointer found = look_up(base, asked, moment);
  (found == nullptr ? misses_ : hits_).fetch_add(1, std::memory_order_relaxed);
  return found;
}

PagePointer PageStore::find_again(std::string_view base, Asked& asked, const Moment& moment) {
  PagePointer found = look_up(base, asked, moment);
  if (found != nullptr) {
    misses_.fetch_sub(1, std::memory_order_relaxed);
    hits_.fetch_add(1, std::memory_order_relaxed);
  }
  return found;
}

std::string PageStore::key_for(std::string_view base, Asked& asked) {
  Shard& shard = shard_of(base);
  const std::lock_guard lock(shard.mutex);
  std::string key(base);
  const auto known = shard.bases.find(base);
  if (known == shard.bases.end()) return key;
  for (const Shape& shape : known->second) {
    append_number(key, shape.id);
    for (const auto& [source, name] : shape.parts) append_value(key, asked.value_of(source, name));
  }
  return key;
}

PagePointer PageStore::look_up(std::string_view base, Asked& asked, const Moment& moment) {
  Shard& shard = shard_of(base);
  const std::lock_guard lock(shard.mutex);
  const auto known = shard.bases.find(base);
  PagePointer found;
  if (known != shard.bases.end()) {
    // By index, because removing a page may remove its shape.
    for (std::size_t i = 0; i < known->second.size() && found == nullptr; ++i) {
      const Shape& shape = known->second[i];
      begin_key(shard.key, base, shape.id);
      for (const auto& [source, name] : shape.parts) {
        append_value(shard.key, asked.value_of(source, name));
      }
      const auto place = shard.by_key.find(shard.key);
      if (place == shard.by_key.end()) continue;
      if (!is_right(*place->second->page, moment)) {
        remove(shard, place->second);
        break;  // another shape may have moved, and the base may be gone
      }
      place->second->is_used = true;
      found = place->second->page;
    }
  }
  return found;
}

// Returns the shape of these reads, made if there is none.
PageStore::Shape& PageStore::shape_for(Shard& shard, std::string_view base,
                                       std::span<const Read> reads) {
  std::vector<Shape>& shapes = shard.bases.try_emplace(std::string(base)).first->second;
  for (Shape& shape : shapes) {
    const bool same = std::equal(shape.parts.begin(), shape.parts.end(), reads.begin(), reads.end(),
                                 [](const auto& part, const Read& read) {
                                   return part.first == read.source && part.second == read.name;
                                 });
    if (same) return shape;
  }
  if (shapes.size() == kMostShapes) remove_shape(shard, shapes.front().id);
  Shape& made = shapes.emplace_back();
  made.id = ++shard.last_shape;
  for (const Read& read : reads) made.parts.emplace_back(read.source, std::string(read.name));
  return made;
}

void PageStore::put(std::string_view base, std::span<const Read> reads, PagePointer page) {
  Entry entry;
  const std::vector<Read> sorted = in_order(reads);
  entry.base = base;
  entry.bytes = kOverhead + 2 * base.size() + page->body.size() + page->fields.bytes().size();
  for (const Read& read : sorted) {
    entry.bytes += read.name.size() + (read.value ? read.value->size() : 0) + sizeof(Read);
  }
  if (entry.bytes > memory_ / 8) return count_refused();
  entry.page = std::move(page);
  Shard& shard = shard_of(base);
  {
    const std::lock_guard lock(shard.mutex);
    Shape& shape = shape_for(shard, base, sorted);
    entry.shape = shape.id;
    begin_key(entry.key, base, shape.id);
    for (const Read& read : sorted) append_value(entry.key, read.value);
    ++shape.pages;  // first, so that removing the older page keeps the shape
    if (const auto older = shard.by_key.find(entry.key); older != shard.by_key.end()) {
      remove(shard, older->second);
    }
    bytes_.fetch_add(entry.bytes);
    pages_.fetch_add(1);
    stored_.fetch_add(1, std::memory_order_relaxed);
    const auto placed = shard.entries.insert(shard.entries.end(), std::move(entry));
    shard.by_key.emplace(placed->key, placed);
  }
  make_room(shard);
}

void PageStore::remove(Shard& shard, Entries::iterator entry) {
  bytes_.fetch_sub(entry->bytes);
  pages_.fetch_sub(1);
  const auto base = shard.bases.find(entry->base);
  std::vector<Shape>& shapes = base->second;
  const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const Shape& one) { return one.id == entry->shape; });
  if (--shape->pages == 0) shapes.erase(shape);
  if (shapes.empty()) shard.bases.erase(base);
  shard.by_key.erase(entry->key);
  shard.entries.erase(entry);
}

void PageStore::remove_shape(Shard& shard, std::uint64_t id) {
  for (auto entry = shard.entries.begin(); entry != shard.entries.end();) {
    const auto next = std::next(entry);
    if (entry->shape == id) remove(shard, entry);
    entry = next;
  }
}

bool PageStore::evict_one(Shard& shard) {
  const std::lock_guard lock(shard.mutex);
  // A page that was used since the last time gets a second chance.
  for (std::size_t left = shard.entries.size(); left > 0 && shard.entries.front().is_used; --left) {
    shard.entries.front().is_used = false;
    shard.entries.splice(shard.entries.end(), shard.entries, shard.entries.begin());
  }
  if (shard.entries.empty()) return false;
  remove(shard, shard.entries.begin());
  evicted_.fetch_add(1, std::memory_order_relaxed);
  return true;
}

// Takes from all parts in turn, since the pages of one part may be few and large.
void PageStore::make_room(Shard& first) {
  std::size_t next = static_cast<std::size_t>(&first - shards_) + 1;
  for (std::size_t without = 0; bytes_.load() > memory_ && without < kShards; ++next) {
    without = evict_one(shards_[next % kShards]) ? 0 : without + 1;
  }
}

void PageStore::clear() {
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    while (!shard.entries.empty()) remove(shard, shard.entries.begin());
  }
}

void PageStore::each(const Visit& visit) const {
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const Entry& entry : shard.entries) {
      const std::vector<Shape>& shapes = shard.bases.find(entry.base)->second;
      const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                      [&](const Shape& one) { return one.id == entry.shape; });
      Kept kept{entry.base, {}, *entry.page};
      std::string_view values =
          std::string_view(entry.key).substr(entry.base.size() + sizeof entry.shape);
      for (const auto& [source, name] : shape->parts) {
        kept.reads.push_back({source, name, take_value(values)});
      }
      visit(kept);
    }
  }
}

Statistics PageStore::statistics() const {
  return {pages_.load(),  bytes_.load(),  memory_,         hits_.load(),
          misses_.load(), stored_.load(), refused_.load(), evicted_.load()};
}

}  // namespace carboy::core::pages
