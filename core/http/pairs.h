// The names and values of a query, a cookie header or a form: in order, with repetitions.
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

// Returns whether a text is absent rather than empty: its pointer is null. A part of a form without
// a name (Werkzeug's key None) and a parameter without a value are absent.
inline bool is_absent(std::string_view text) noexcept { return text.data() == nullptr; }

// A list of pairs that owns its texts in one buffer. Views of the texts stay valid when the list is
// moved, but not when it is changed. A cleared list keeps its memory, so a reused one allocates
// nothing once it has grown.
class PairList {
 public:
  PairList() = default;
  PairList(PairList&& other) noexcept;
  PairList& operator=(PairList&& other) noexcept;
  PairList(const PairList& other);
  PairList& operator=(const PairList& other);
  ~PairList() = default;

  // Appends a pair and copies the texts, which may be this list's own. An absent text stays absent.
  void add(std::string_view name, std::string_view value);
  // Replaces the value of the first pair of that name, or appends a pair, like a Python dict.
  void set(std::string_view name, std::string_view value);
  // Appends to the value of the first pair of that name, or appends a pair.
  void extend(std::string_view name, std::string_view more);
  // Removes all pairs of that name.
  void remove(std::string_view name);

  // Returns `size` free bytes for a parser to decode into. They are valid until the next call.
  char* space(std::size_t size);
  // Appends the first of those bytes as a pair. REQUIRES: both sizes fit into them.
  void commit(std::size_t name_size, std::size_t value_size);

  std::span<const Pair> all() const noexcept { return pairs_; }
  // Returns the value of the first pair of that name; case matters.
  std::optional<std::string_view> first(std::string_view name) const noexcept;
  std::size_t size() const noexcept { return pairs_.size(); }
  bool empty() const noexcept { return pairs_.empty(); }
  void clear() noexcept;

 private:
  // Returns the old buffer.
  std::vector<char> grow(std::size_t capacity);
  std::string_view keep(std::string_view text);

  std::vector<char> bytes_;  // the first `used_` bytes hold texts, the others are free
  std::size_t used_ = 0;
  std::vector<Pair> pairs_;
};

}  // namespace carboy::core::http
