// Values of standard library types, and the arena that owns what their accessors compute.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

using testing::ElementsAre;

TEST_F(CppApi, AnArenaAlignsAndDropsLatestFirst) {
  std::vector<int> dropped;
  struct Tracked {
    std::vector<int>* dropped;
    int number;
    ~Tracked() {
      if (dropped != nullptr) dropped->push_back(number);
    }
    Tracked(std::vector<int>* to, int n) : dropped(to), number(n) {}
    Tracked(Tracked&& other) noexcept
        : dropped(std::exchange(other.dropped, nullptr)), number(other.number) {}
  };
  {
    detail::LocalArena arena;
    for (const std::size_t alignment : {1u, 2u, 8u, 16u, 64u, 256u}) {
      void* memory = arena.allocate(3, alignment);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % alignment, 0u);
    }
    for (int i = 0; i < 3; ++i) detail::keep_object(&arena, Tracked(&dropped, i));
    EXPECT_TRUE(dropped.empty());
  }
  EXPECT_THAT(dropped, ElementsAre(2, 1, 0));
}

TEST_F(CppApi, ElementsThatAreMadeWhenAskedForLiveInTheArena) {
  const std::vector<bool> bits{true, false};
  const std::deque<std::optional<int>> numbers{7, std::nullopt};
  detail::LocalArena arena;
  const Value value(value_of(bits), &arena);
  const Value first = value[0];
  const Value second = value[1];
  EXPECT_EQ(first.text(), "true");
  EXPECT_EQ(second.text(), "false");
  EXPECT_EQ(first.kind(), ValueKind::boolean);
  EXPECT_TRUE(value[2].is_undefined());
  const Value list(value_of(numbers), &arena);
  EXPECT_EQ(list[0].i64(), 7);
  EXPECT_EQ(list[1].kind(), ValueKind::null);
}

}  // namespace
}  // namespace carboy
