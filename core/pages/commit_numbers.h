// The numbers of commits, by which a stored page knows whether it is still right.
//
// Each commit has a number, and each tag has the number of the last commit that changed what it
// stands for. A request notes the last number before it reads anything. Its page is right as long
// as no tag that it depends on has a higher number. To raise the number only after the COMMIT is
// not enough, since the change can be seen before, and neither is to raise it before, since a
// request may begin between the two and still read the old rows. So a commit opens its tags before
// it and gives them their number after it, and in between no page with an open tag is used.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::pages {

class CommitNumbers;

// What changes may be made to: the rows of a table, or what an author calls by a word.
class Tag {
 public:
  Tag(std::string name, std::uint64_t last) : name_(std::move(name)), last_(last) {}

  const std::string& name() const noexcept { return name_; }
  // Returns whether what was read after commit `number` had been noted is still right.
  bool is_unchanged_since(std::uint64_t number) const noexcept {
    // The writer stores the number before it closes the tag, and this reads in the other order.
    return open_.load(std::memory_order_seq_cst) == 0 &&
           last_.load(std::memory_order_seq_cst) <= number;
  }

 private:
  friend class CommitNumbers;
  std::string name_;
  std::atomic<std::uint64_t> last_;
  std::atomic<std::uint32_t> open_{0};  // commits under way
};

using TagPointer = std::shared_ptr<Tag>;

class CommitNumbers {
 public:
  // The tags that are remembered although no page depends on them.
  static constexpr std::size_t kMostUnused = 10'000;

  // Returns the number of the last commit.
  std::uint64_t last() const noexcept { return last_.load(std::memory_order_seq_cst); }
  TagPointer tag(std::string_view name);

  // See carboy::abi::Pages. A token that is not known is ignored.
  std::uint64_t begin(std::span<const std::string_view> tags);
  void end(std::uint64_t token);
  void mark(std::span<const std::string_view> tags);

 private:
  TagPointer find_or_add(std::string_view name);
  void forget_unused();
  void give_number(const std::vector<TagPointer>& tags);

  std::atomic<std::uint64_t> last_{0};
  std::mutex mutex_;
  std::map<std::string, TagPointer, std::less<>> tags_;
  std::size_t forget_at_ = kMostUnused;
  std::uint64_t floor_ = 0;  // the highest number of a tag that was forgotten
  std::map<std::uint64_t, std::vector<TagPointer>> commits_;  // under way, by token
  std::uint64_t last_token_ = 0;
};

}  // namespace carboy::core::pages
