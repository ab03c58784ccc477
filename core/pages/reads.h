// What was read of a request while its page was made.
//
// Thread rule: belongs to the thread that works on the request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pages/commit_numbers.h"

namespace carboy::core::pages {

// A part of the request. `name` is empty where it is not mentioned. Scheme, host, mount prefix and
// path are not among them, since every page is kept by these anyway.
enum class Source : std::uint8_t {
  method,
  target,       // as sent
  query,        // as sent
  argument,     // the first value of the query called `name`
  cookie,       // the first cookie called `name`
  field,        // the first header field called `name`
  whole_field,  // all header fields called `name`, as one list
  fields,       // all header fields
  body,         // absent if it is empty
};

struct Read {
  Source source = Source::method;
  std::string_view name;
  std::optional<std::string_view> value;  // nothing if the request does not have it
};

class Reads {
 public:
  // A page that depends on more parts of the request is not stored.
  static constexpr std::size_t kMost = 64;

  // Begins a new request: `number` is that of the last commit, `time` the app's.
  void begin(std::uint64_t number, std::int64_t time);

  // Records a read. Only the first read of a part counts. The value is borrowed until begin(); the
  // name is copied.
  void note(Source source, std::string_view name, std::optional<std::string_view> value);
  // Returns a copy of the text that lives until begin().
  std::string_view keep(std::string_view text);
  void depends_on(TagPointer tag);
  // Keeps the page from being stored; the first reason counts. One that is personal must not be
  // stored by any other cache either.
  void refuse(std::string_view why);
  void mark_personal(std::string_view why);

  const std::vector<Read>& all() const noexcept { return reads_; }
  const std::vector<TagPointer>& tags() const noexcept { return tags_; }
  bool is_refused() const noexcept { return !why_.empty(); }
  bool is_personal() const noexcept { return is_personal_; }
  const std::string& why() const noexcept { return why_; }
  std::uint64_t number() const noexcept { return number_; }
  std::int64_t time() const noexcept { return time_; }

 private:
  static constexpr std::size_t kRoom = 512;
  alignas(std::max_align_t) std::byte room_[kRoom];
  std::pmr::monotonic_buffer_resource texts_{room_, kRoom};
  std::vector<Read> reads_;
  std::vector<TagPointer> tags_;
  std::string why_;
  bool is_personal_ = false;
  std::uint64_t number_ = 0;
  std::int64_t time_ = 0;
};

}  // namespace carboy::core::pages
