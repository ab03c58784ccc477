#include "core/pages/commit_numbers.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace carboy::core::pages {
namespace {

using Steps = std::vector<std::string>;

// All ways in which two threads can take turns.
void interleave(const Steps& a, const Steps& b, const Steps& done, std::vector<Steps>& all) {
  if (a.empty() && b.empty()) return all.push_back(done);
  const auto with = [&](const Steps& from, const Steps& other, bool first) {
    if (from.empty()) return;
    Steps more(done);
    more.push_back(from.front());
    const Steps rest(from.begin() + 1, from.end());
    first ? interleave(rest, other, more, all) : interleave(other, rest, more, all);
  };
  with(a, b, true);
  with(b, a, false);
}

// A database with snapshots, a request that reads both rows in one, and a writer of one of them.
class Race {
 public:
  // Returns what is wrong with the page; empty if nothing ever is.
  std::string run(const Steps& order) {
    for (const std::string& step : order) {
      take(step);
      if (is_hit() && acknowledged_ && read_["b"] != rows_["b"]) return "old after the answer";
    }
    return is_hit() && read_["b"] != rows_["b"] ? "old for ever" : "";
  }

 private:
  void take(const std::string& step) {
    static constexpr std::string_view kTags[] = {"table:b"};
    if (step == "note") number_ = numbers_.last();
    if (step == "snapshot") snapshot_ = rows_;
    if (step == "read a") read("a");
    if (step == "read b") read("b");
    if (step == "store") stored_ = true;
    if (step == "begin") token_ = numbers_.begin(kTags);
    if (step == "commit") rows_["b"] = 1;
    if (step == "end") numbers_.end(token_);
    if (step == "mark") numbers_.mark(kTags);
    if (step == "answer") acknowledged_ = true;
  }
  void read(const std::string& row) {
    tags_.push_back(numbers_.tag("table:" + row));
    read_[row] = snapshot_[row];
  }
  bool is_hit() const {
    if (!stored_) return false;
    for (const TagPointer& tag : tags_) {
      if (!tag->is_unchanged_since(number_)) return false;
    }
    return true;
  }

  CommitNumbers numbers_;
  std::map<std::string, int> rows_{{"a", 0}, {"b", 0}}, snapshot_, read_;
  std::vector<TagPointer> tags_;
  std::uint64_t number_ = 0, token_ = 0;
  bool stored_ = false, acknowledged_ = false;
};

const Steps kRequest{"note", "snapshot", "read a", "read b", "store"};

std::size_t count_wrong(const Steps& writer) {
  std::vector<Steps> orders;
  interleave(kRequest, writer, {}, orders);
  std::size_t wrong = 0;
  for (const Steps& order : orders) wrong += Race().run(order).empty() ? 0 : 1;
  return wrong;
}

TEST(CommitNumbers, NoOrderOfARequestAndACommitLeavesAnOldPage) {
  EXPECT_EQ(count_wrong({"begin", "commit", "end", "answer"}), 0u);
}

TEST(CommitNumbers, NoOrderOfARequestAndAMarkedChangeLeavesAnOldPage) {
  EXPECT_EQ(count_wrong({"commit", "mark", "answer"}), 0u);
}

TEST(CommitNumbers, AMarkBeforeTheCommitAloneWouldNotDo) {
  EXPECT_GT(count_wrong({"mark", "commit", "answer"}), 0u);
}

TEST(CommitNumbers, TagsThatAreForgottenLoseNoCommit) {
  CommitNumbers numbers;
  static constexpr std::string_view kBooks[] = {"books"};
  const std::uint64_t before = numbers.last();
  numbers.mark(kBooks);
  const std::uint64_t after = numbers.last();
  for (std::size_t i = 0; i < CommitNumbers::kMostUnused; ++i) {
    numbers.tag("other " + std::to_string(i));
  }
  const TagPointer again = numbers.tag("books");
  EXPECT_FALSE(again->is_unchanged_since(before));
  EXPECT_TRUE(again->is_unchanged_since(after));
}

TEST(CommitNumbers, ATagIsOpenUntilTheLastOfItsCommitsHasEnded) {
  CommitNumbers numbers;
  static constexpr std::string_view kBooks[] = {"books"};
  const TagPointer tag = numbers.tag("books");
  const std::uint64_t one = numbers.begin(kBooks), other = numbers.begin(kBooks);
  numbers.end(one);
  EXPECT_FALSE(tag->is_unchanged_since(numbers.last()));
  numbers.end(other);
  EXPECT_TRUE(tag->is_unchanged_since(numbers.last()));
  numbers.end(other);  // a token that is not known
  EXPECT_TRUE(tag->is_unchanged_since(numbers.last()));
}

}  // namespace
}  // namespace carboy::core::pages
