#include "core/abi/crossing.h"

#include <carboy/abi/request.h>
#include <gtest/gtest.h>

namespace carboy::core::abi {
namespace {

// Two versions of a struct.
struct First {
  uint32_t size = sizeof(First);
  int32_t code = 1;
};
struct Second {
  uint32_t size = sizeof(Second);
  int32_t code = 1;
  Text reason = "none";
};

template <class To, class From>
To seen_as(const From& from) {
  static_assert(sizeof(From) >= sizeof(First));
  alignas(To) char bytes[sizeof(Second)] = {};
  std::memcpy(bytes, &from, sizeof(From));
  return completed(*reinterpret_cast<const To*>(bytes));
}

TEST(CrossingTest, FieldsThatAnOlderExtensionDoesNotHaveKeepTheirDefaults) {
  First given;
  given.code = 7;
  const Second seen = seen_as<Second>(given);
  EXPECT_EQ(seen.code, 7);
  EXPECT_EQ(std::string_view(seen.reason), "none");
  EXPECT_EQ(seen.size, sizeof(Second));
}

TEST(CrossingTest, FieldsThatAnOlderHostDoesNotHaveAreIgnored) {
  Second given;
  given.code = 7;
  given.reason = "because";
  EXPECT_EQ(seen_as<First>(given).code, 7);
}

TEST(CrossingTest, NothingIsWrittenBeyondTheExtensionsStruct) {
  struct {
    First older;
    uint64_t neighbour = 0x1122334455667788;
  } place;
  Second whole;
  whole.code = 9;
  whole.reason = "because";
  fill_in(reinterpret_cast<Second&>(place.older), whole);
  EXPECT_EQ(place.older.code, 9);
  EXPECT_EQ(place.older.size, sizeof(First));
  EXPECT_EQ(place.neighbour, 0x1122334455667788u);
}

}  // namespace
}  // namespace carboy::core::abi
