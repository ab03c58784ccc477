// Values of standard library types, and the arena that owns what their accessors compute.
#include <carboy/carboy.h>
#include <carboy/json.h>
#include <carboy/value_types.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tests/abi/silent_host.h"

namespace shop {
enum class Color : std::uint64_t { red = 1, all = UINT64_MAX };
enum class Size { small, large };
std::string text_of(Size size) { return size == Size::small ? "small" : "large"; }
struct Book {
  std::string title;
  double price = 0;
  std::optional<std::string> note;
  std::uint64_t number = 0;
  std::vector<std::string> tags;
  carboy::Uuid id;
};
// As an extension of an older SDK wrote it, without the functions that are new.
struct Old {
  int a = 1, b = 2;
};
}  // namespace shop

template <>
struct carboy::ValueTraits<shop::Book>
    : carboy::Described<&shop::Book::title, &shop::Book::price, &shop::Book::note,
                        &shop::Book::number, &shop::Book::tags, &shop::Book::id> {};
template <>
struct carboy::ValueTraits<shop::Old> : carboy::NoValue {
  static carboy::ValueKind kind(const void*) noexcept { return carboy::ValueKind::map; }
  static size_t count(const void*) noexcept { return 2; }
  static carboy::Text key(const void*, size_t index, carboy::abi::Arena*) noexcept {
    return index == 0 ? "a" : "b";
  }
  static carboy::abi::Value at(const void* object, size_t index, carboy::abi::Arena*) noexcept {
    const auto& old = *static_cast<const shop::Old*>(object);
    return carboy::value_of(index == 0 ? old.a : old.b);
  }
  static carboy::abi::Value get(const void* object, carboy::Text name,
                                carboy::abi::Arena*) noexcept {
    const auto& old = *static_cast<const shop::Old*>(object);
    return std::string_view(name) == "a" ? carboy::value_of(old.a) : carboy::abi::Value();
  }
};

namespace carboy {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// "key=text" of each step.
std::vector<std::string> steps(abi::Value of) {
  detail::LocalArena arena;
  std::vector<std::string> seen;
  for (const auto& [key, item] : Value(of, &arena)) {
    seen.push_back(std::string(key) + "=" + std::string(item.text()));
  }
  return seen;
}

template <class T>
std::pair<ValueKind, std::string> read(const T& object) {
  detail::LocalArena arena;
  const Value value(value_of(object), &arena);
  abi::Cell cell;
  detail::fill_cell(value.abi(), &arena, &cell);
  // The two ways to read a value agree.
  if (cell.kind != ValueKind::value) {
    EXPECT_EQ(cell.kind, value.kind());
    EXPECT_EQ(Cell(cell, &arena).text(), value.text());
    if (cell.kind != ValueKind::text) {
      EXPECT_EQ(Cell(cell, &arena).i64(), value.i64());
    }
  }
  return {value.kind(), std::string(value.text())};
}
using Read = std::pair<ValueKind, std::string>;

TEST_F(CppApi, EveryContainerCanBeIterated) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(steps(value_of(std::vector{1, 2})), (Strings{"=1", "=2"}));
  EXPECT_EQ(steps(value_of(std::vector{true, false})), (Strings{"=true", "=false"}));
  EXPECT_EQ(steps(value_of(std::list<std::string>{"x"})), (Strings{"=x"}));
  EXPECT_EQ(steps(value_of(std::set<int>{3, 1})), (Strings{"=1", "=3"}));
  EXPECT_EQ(steps(value_of(std::map<std::string, int>{{"b", 2}, {"a", 1}})),
            (Strings{"a=1", "b=2"}));
  const std::unordered_map<std::string, int> hashed{{"a", 1}, {"b", 2}};
  EXPECT_THAT(steps(value_of(hashed)), UnorderedElementsAre("a=1", "b=2"));
  EXPECT_TRUE(steps(value_of(std::map<std::string, int>())).empty());
  EXPECT_TRUE(steps(value_of(std::list<int>())).empty());
  const nlohmann::json json = {{"a", {1, 2}}, {"b", nullptr}};
  EXPECT_EQ(steps(value_of(json)), (Strings{"a=[1,2]", "b=null"}));
  EXPECT_EQ(steps(value_of(json["a"])), (Strings{"=1", "=2"}));
  EXPECT_EQ(steps(value_of(std::optional(std::vector<int>{4}))), (Strings{"=4"}));
  EXPECT_TRUE(steps(value_of(std::optional<std::vector<int>>())).empty());
  EXPECT_TRUE(steps(value_of(5)).empty());
  EXPECT_TRUE(steps({}).empty());
}

// A container whose iterators are too large for a cursor, like those of debug builds.
class Evens {
 public:
  using value_type = int;
  struct const_iterator {
    const Evens* of = nullptr;
    int at = 0, unused = 0, more = 0;
    const int& operator*() const { return of->numbers_[at]; }
    const_iterator& operator++() {
      at += 2;
      return *this;
    }
    const_iterator operator++(int) {
      const const_iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const const_iterator&) const = default;
  };
  const_iterator begin() const { return {this}; }
  const_iterator end() const { return {this, 4}; }
  std::size_t size() const { return 2; }

 private:
  int numbers_[4] = {5, 6, 7, 8};
};

TEST_F(CppApi, LargeIteratorsLiveInTheArena) {
  const Evens evens;
  EXPECT_EQ(steps(value_of(evens)), (std::vector<std::string>{"=5", "=7"}));
}

TEST_F(CppApi, AnEndedIterationStaysEnded) {
  const std::unordered_map<std::string, int> map{{"a", 1}};
  const abi::Value value = value_of(map);
  detail::LocalArena arena;
  std::uint64_t cursor = 0;
  Text key;
  abi::Value element;
  EXPECT_TRUE(value.table->next(value.object, &cursor, &arena, &key, &element));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(value.table->next(value.object, &cursor, &arena, &key, &element));
  }
}

TEST_F(CppApi, NumbersTextsAndWhatMayBeMissing) {
  using enum ValueKind;
  EXPECT_EQ(read(18446744073709551615ULL), Read(u64, "18446744073709551615"));
  EXPECT_EQ(read(std::size_t{7}), Read(i64, "7"));
  EXPECT_EQ(read(static_cast<signed char>(-5)), Read(i64, "-5"));
  EXPECT_EQ(read('x'), Read(text, "x"));
  EXPECT_EQ(read(1.5F), Read(f64, "1.5"));
  EXPECT_EQ(read(shop::Color::red), Read(i64, "1"));
  EXPECT_EQ(read(shop::Color::all), Read(u64, "18446744073709551615"));
  EXPECT_EQ(read(shop::Size::large), Read(text, "large"));
  const char* const terminated = "abc";
  const char* const missing = nullptr;
  EXPECT_EQ(read(terminated), Read(text, "abc"));
  EXPECT_EQ(read(missing), Read(null, ""));
  EXPECT_EQ(read(std::string_view("v")), Read(text, "v"));
  EXPECT_EQ(read(Markup("<b>")), Read(markup, "<b>"));
  EXPECT_EQ(read(std::make_shared<int>(3)), Read(i64, "3"));
  EXPECT_EQ(read(std::unique_ptr<std::string>()), Read(null, ""));
  EXPECT_EQ(read(nlohmann::json(18446744073709551615ULL)), Read(u64, "18446744073709551615"));
  EXPECT_EQ(read(nlohmann::json("s")), Read(text, "s"));
  EXPECT_EQ(read(nlohmann::json(0.25)), Read(f64, "0.25"));
  EXPECT_EQ(read(std::vector{std::byte{'a'}, std::byte{0}}), Read(bytes, std::string("a\0", 2)));
}

TEST_F(CppApi, FloatsThatFitNoIntegerBecomeTheNearest) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto whole = [](double number) {
    const nlohmann::json json(number);
    detail::LocalArena arena;
    const std::int64_t read = Value(value_of(number), &arena).i64();
    EXPECT_EQ(Value(value_of(json), &arena).i64(), read);
    abi::Cell cell;
    detail::fill_cell(value_of(number), &arena, &cell);
    EXPECT_EQ(Cell(cell, &arena).i64(), read);
    return read;
  };
  EXPECT_EQ(whole(-2.9), -2);
  EXPECT_EQ(whole(1e300), INT64_MAX);
  EXPECT_EQ(whole(-kInfinity), INT64_MIN);
  EXPECT_EQ(whole(9223372036854775808.0), INT64_MAX);
  EXPECT_EQ(whole(std::numeric_limits<double>::quiet_NaN()), 0);
}

TEST_F(CppApi, DatesTimesUuidsAndDecimals) {
  using enum ValueKind;
  using namespace std::chrono;
  const auto day = sys_days(July / 4 / 2021);
  EXPECT_EQ(read(day), Read(date, "2021-07-04"));
  EXPECT_EQ(read(year_month_day(day)), Read(date, "2021-07-04"));
  EXPECT_EQ(read(local_days(January / 1 / 1)), Read(date, "0001-01-01"));
  EXPECT_EQ(read(sys_days(February / 29 / 2000)), Read(date, "2000-02-29"));
  EXPECT_EQ(read(sys_days(December / 31 / 1969)), Read(date, "1969-12-31"));
  EXPECT_EQ(read(sys_time<minutes>(day + 61min)), Read(datetime, "2021-07-04T01:01:00Z"));
  EXPECT_EQ(read(DateTime(day + 1us)), Read(datetime, "2021-07-04T00:00:00.000001Z"));
  EXPECT_EQ(read(DateTime(microseconds(-1))), Read(datetime, "1969-12-31T23:59:59.999999Z"));
  EXPECT_EQ(read(sys_time<nanoseconds>(nanoseconds(-1))),
            Read(datetime, "1969-12-31T23:59:59.999999Z"));
  EXPECT_EQ(read(DateTime::min()).first, datetime);
  EXPECT_EQ(read(DateTime::max()).first, datetime);
  EXPECT_EQ(read(hh_mm_ss(13h + 5min + 7s)), Read(time, "13:05:07"));
  EXPECT_EQ(read(TimeOfDay(7us)), Read(time, "00:00:00.000007"));
  EXPECT_EQ(read(milliseconds(2)), Read(i64, "2000000"));
  EXPECT_EQ(read(duration<double>(0.5)), Read(i64, "500000000"));
  EXPECT_EQ(read(Decimal{"-1.10"}), Read(decimal, "-1.10"));
  Uuid id;
  for (unsigned char i = 0; i < 16; ++i) id.bytes[i] = static_cast<unsigned char>(i * 17);
  EXPECT_EQ(read(id), Read(uuid, "00112233-4455-6677-8899-aabbccddeeff"));
}

TEST_F(CppApi, ADescribedStructIsReadARowACall) {
  const shop::Book book{"Emma", 9.5, std::nullopt, UINT64_MAX, {"old", "good"}, {}};
  const abi::Value value = value_of(book);
  const abi::ValueTable& table = *value.table;
  detail::LocalArena arena;
  EXPECT_EQ(table.resolve(nullptr, "tags"), 4);
  EXPECT_EQ(table.resolve(nullptr, "tag"), -1);
  const std::int32_t ids[] = {3, 0, -1, 2, 4, 99, 1};
  abi::Cell cells[7];
  table.fields(&book, ids, 7, &arena, cells);
  EXPECT_EQ(cells[0].kind, ValueKind::u64);
  EXPECT_EQ(cells[0].u64, UINT64_MAX);
  EXPECT_EQ(std::string_view(cells[1].text()), "Emma");
  EXPECT_EQ(cells[1].chars, book.title.data());
  EXPECT_EQ(cells[2].kind, ValueKind::undefined);
  EXPECT_EQ(cells[3].kind, ValueKind::null);
  ASSERT_EQ(cells[4].kind, ValueKind::value);
  EXPECT_EQ(cells[4].value->object, &book.tags);
  EXPECT_EQ(cells[5].kind, ValueKind::undefined);
  EXPECT_EQ(cells[6].f64, 9.5);
  EXPECT_EQ(steps(value)[1], "price=9.5");
  EXPECT_EQ(Value(value, &arena)["note"].kind(), ValueKind::null);
  // One that may be missing has the same fields.
  const std::optional<shop::Book> missing;
  const abi::Value none = value_of(missing);
  EXPECT_EQ(none.table->resolve(none.object, "title"), 0);
  none.table->fields(none.object, ids, 2, &arena, cells);
  EXPECT_EQ(cells[0].kind, ValueKind::undefined);
}

// The table of an extension that was built before `next`, with garbage behind it.
TEST_F(CppApi, TablesWithoutTheNewAccessorsAreRead) {
  struct {
    alignas(abi::ValueTable) char bytes[sizeof(abi::ValueTable)];
  } memory;
  std::memset(&memory, 0xff, sizeof memory);
  const std::size_t old_size = offsetof(abi::ValueTable, next);
  std::memcpy(&memory, value_of(std::map<std::string, int>()).table, old_size);
  const auto table = reinterpret_cast<abi::ValueTable*>(&memory);
  table->size = static_cast<std::uint32_t>(old_size);
  EXPECT_FALSE(table->has(&abi::ValueTable::next));
  EXPECT_FALSE(table->has(&abi::ValueTable::cell));
  const std::map<std::string, int> map{{"a", 1}, {"b", 2}};
  EXPECT_EQ(steps({&map, table}), (std::vector<std::string>{"a=1", "b=2"}));
  detail::LocalArena arena;
  Columns columns("b", "c");
  const auto [b, c] = columns.of(Value({&map, table}, &arena));
  EXPECT_EQ(b.i64(), 2);
  EXPECT_TRUE(c.is_undefined());
  // And traits that do not have them.
  const shop::Old old;
  EXPECT_EQ(steps(value_of(old)), (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_EQ(steps(value_of(std::optional(old))), (std::vector<std::string>{"a=1", "b=2"}));
}

TEST_F(CppApi, AnArenaTakesWhatIsLargerThanItsBlocks) {
  detail::LocalArena arena;
  for (const std::size_t size : {1u, 5000u, 100000u, 16384u, 3u, 0u}) {
    std::memset(arena.allocate(size, 8), 0xab, size);
  }
  const char* const before = static_cast<char*>(arena.allocate(8, 8));
  arena.allocate(100000, 8);
  EXPECT_EQ(static_cast<char*>(arena.allocate(8, 8)), before + 8);
}

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
