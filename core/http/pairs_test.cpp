#include "core/http/pairs.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace carboy::core::http {
namespace {

std::string text_of(const PairList& list) {
  std::string text;
  for (const Pair& pair : list.all()) text.append(pair.name).append("=").append(pair.value) += ';';
  return text;
}

TEST(PairList, KeepsOrderAndRepetitionsWhileItGrows) {
  PairList list;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "n" + std::to_string(i % 7),
                      value(static_cast<std::size_t>(i % 50), 'v');
    list.add(name, value);
    expected += name + "=" + value + ";";
  }
  EXPECT_EQ(text_of(list), expected);
  EXPECT_EQ(list.first("n3"), "vvv");
  EXPECT_EQ(list.first("x"), std::nullopt);
}

TEST(PairList, TakesItsOwnTexts) {
  PairList list;
  list.add("name", "value");
  for (int i = 0; i < 100; ++i) list.add(list.all()[0].value, list.all().back().name);
  EXPECT_EQ(list.all()[100].name, "value");
  EXPECT_EQ(list.all()[2].value, "value");
}

TEST(PairList, DistinguishesAbsentFromEmpty) {
  PairList list;
  list.add({}, "v");
  list.add("", "");
  list.add("a", {});
  EXPECT_TRUE(is_absent(list.all()[0].name));
  EXPECT_FALSE(is_absent(list.all()[1].name));
  EXPECT_FALSE(is_absent(list.all()[1].value));
  EXPECT_TRUE(is_absent(list.all()[2].value));
  EXPECT_EQ(list.first(""), "");
  const PairList copy = list;
  EXPECT_TRUE(is_absent(copy.all()[0].name));
  EXPECT_FALSE(is_absent(copy.all()[1].name));
}

TEST(PairList, SetsExtendsAndRemoves) {
  PairList list;
  list.set("a", "1");
  list.add("b", "2");
  list.set("a", "longer than it was");
  list.extend("b", "3");
  list.extend("c", "4");
  EXPECT_EQ(text_of(list), "a=longer than it was;b=23;c=4;");
  list.remove("b");
  EXPECT_EQ(text_of(list), "a=longer than it was;c=4;");
}

TEST(PairList, KeepsWhatWasBorrowedWhenItIsMoved) {
  PairList list;
  list.add("a", "1");
  const Pair borrowed = list.all()[0];
  PairList moved = std::move(list);
  PairList assigned;
  assigned = std::move(moved);
  EXPECT_EQ(assigned.all()[0].value.data(), borrowed.value.data());
  EXPECT_EQ(borrowed.value, "1");
}

TEST(PairList, KeepsItsMemoryWhenItIsCleared) {
  PairList list;
  list.add("name", std::string(1000, 'x'));
  const char* before = list.all()[0].name.data();
  list.clear();
  EXPECT_TRUE(list.empty());
  list.add("other", std::string(900, 'y'));
  EXPECT_EQ(list.all()[0].name.data(), before);
}

TEST(PairList, MakesPairsOfWhatWasWrittenInPlace) {
  PairList list;
  char* space = list.space(10);
  std::copy_n("keyvalue", 8, space);
  list.commit(3, 5);
  list.space(0);
  list.commit(0, 0);
  EXPECT_EQ(text_of(list), "key=value;=;");
}

}  // namespace
}  // namespace carboy::core::http
