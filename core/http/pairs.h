// Names with values in the order they came, repetitions kept: what a query, a cookie header or a
// form holds.
//
// Thread rule: not thread-safe; a list belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace carboy::core::http {

struct Pair {
  std::string_view name;
  std::string_view value;
};

// A part of a form that has no name (Werkzeug's key None), and a parameter without a value, are
// told from empty ones by their null pointer.
inline bool is_absent(std::string_view text) noexcept { return text.data() == nullptr; }

// Owns its texts in one buffer. Moving it keeps what was borrowed from it valid; adding and
// clearing do not. Cleared, it keeps its memory: filled again, it allocates nothing once it has
// grown.
class PairList {
 public:
  PairList() = default;
  PairList(PairList&& other) noexcept;
  PairList& operator=(PairList&& other) noexcept;
  PairList(const PairList& other);
  PairList& operator=(const PairList& other);
  ~PairList() = default;

  // Appends a pair; the texts are copied. They may be this list's own. An absent text stays absent.
  void add(std::string_view name, std::string_view value);
  // Replaces the value of the first pair of that name, or appends one: as a Python dict does.
  void set(std::string_view name, std::string_view value);
  // Appends to the value of the first pair of that name, or appends a pair.
  void extend(std::string_view name, std::string_view more);
  // Removes all pairs of that name.
  void remove(std::string_view name);

  // For parsers that decode in place: `size` free bytes to write to, valid until the next call.
  char* room(std::size_t size);
  // Makes a pair of the first bytes of that room. REQUIRES: both sizes fit into it.
  void commit(std::size_t name_size, std::size_t value_size);

  std::span<const Pair> all() const noexcept { return pairs_; }
  // The value of the first pair of that name; compares bytes.
  std::optional<std::string_view> first(std::string_view name) const noexcept;
  std::size_t size() const noexcept { return pairs_.size(); }
  bool empty() const noexcept { return pairs_.empty(); }
  void clear() noexcept;

 private:
  // The buffer there was before.
  std::vector<char> grow(std::size_t capacity);
  std::string_view keep(std::string_view text);

  std::vector<char> bytes_;  // its size is the room there is, `used_` of it taken
  std::size_t used_ = 0;
  std::vector<Pair> pairs_;
};

}  // namespace carboy::core::http
