#include "core/abi/values.h"

#include <carboy/json.h>
#include <carboy/value_types.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace carboy::core::abi {
namespace {

using nlohmann::json;

// An author's struct, described by hand.
struct Entry {
  std::string name;
  int likes = 0;
};

}  // namespace
}  // namespace carboy::core::abi

template <>
struct carboy::ValueTraits<carboy::core::abi::Entry> : carboy::NoValue {
  using Entry = carboy::core::abi::Entry;
  static carboy::ValueKind kind(const void*) noexcept { return carboy::ValueKind::map; }
  static size_t count(const void*) noexcept { return 2; }
  static carboy::Text key(const void*, size_t index, carboy::abi::Arena*) noexcept {
    return index == 0 ? "name" : "likes";
  }
  static carboy::abi::Value at(const void* object, size_t index, carboy::abi::Arena*) noexcept {
    const auto& entry = *static_cast<const Entry*>(object);
    return index == 0 ? carboy::value_of(entry.name) : carboy::value_of(entry.likes);
  }
  static carboy::Status call(const void* object, const carboy::abi::Value* arguments, size_t count,
                             const carboy::abi::NamedValue*, size_t, carboy::abi::Arena* arena,
                             carboy::abi::Value* result) noexcept {
    if (count != 1) return carboy::Status::refused;
    const auto& entry = *static_cast<const Entry*>(object);
    const auto times = arguments[0].table->i64(arguments[0].object);
    *result = carboy::value_of(*carboy::detail::keep_object(arena, entry.likes * times));
    return carboy::Status::ok;
  }
};

namespace carboy::core::abi {
namespace {

template <class T>
json crossed(const T& value) {
  ValueArena arena;
  return to_json(carboy::value_of(value), arena);
}

TEST(Values, CppObjectsAreReadInPlace) {
  EXPECT_EQ(crossed(5), json(5));
  EXPECT_EQ(crossed(true), json(true));
  EXPECT_EQ(crossed(1.5), json(1.5));
  EXPECT_EQ(crossed(std::string("é")), json("é"));
  EXPECT_EQ(crossed(std::vector<int>{1, 2}), json::parse("[1,2]"));
  EXPECT_EQ(crossed(std::map<std::string, std::vector<std::string>>{{"a", {"x"}}, {"b", {}}}),
            json::parse(R"({"a": ["x"], "b": []})"));
  EXPECT_EQ(crossed(std::optional<int>()), json(nullptr));
  EXPECT_EQ(crossed(std::optional<int>(3)), json(3));
  EXPECT_EQ(crossed(std::vector<Entry>{{"Ada", 3}}),
            json::parse(R"([{"name": "Ada", "likes": 3}])"));
}

TEST(Values, TheAuthorsAndTheHostsJsonAreEqual) {
  const json value = json::parse(R"({"a": [1, -2.5, null, true, "x"], "b": {"c": {}}})");
  EXPECT_EQ(crossed(value), value);
  ValueArena arena;
  EXPECT_EQ(to_json(value_of(value), arena), value);
}

TEST(Values, EveryKindBecomesJson) {
  EXPECT_EQ(crossed(18446744073709551615ULL), json(18446744073709551615ULL));
  EXPECT_EQ(crossed(Decimal{"1.10"}), json("1.10"));
  EXPECT_EQ(crossed(Date{std::chrono::May / 1 / 2020}), json("2020-05-01"));
  EXPECT_EQ(crossed(TimeOfDay(std::chrono::hours(3))), json("03:00:00"));
  EXPECT_EQ(crossed(std::chrono::sys_seconds()), json("1970-01-01T00:00:00Z"));
  EXPECT_EQ(crossed(Uuid()), json("00000000-0000-0000-0000-000000000000"));
  EXPECT_EQ(crossed(std::vector{std::byte{255}}), json::binary({255}));
}

TEST(Values, TheHostsJsonIsIteratedAndReadAsCells) {
  const json value = json::parse(R"({"a": [18446744073709551615, "x"], "b": 0.5})");
  ValueArena arena;
  const auto& table = *value_of(value).table;
  std::uint64_t cursor = 0;
  Text key;
  carboy::abi::Value element;
  std::string seen;
  while (table.next(&value, &cursor, &arena, &key, &element)) {
    seen += std::string_view(key);
    std::uint64_t inner = 0;
    Text none;
    carboy::abi::Value item;
    while (table.next(element.object, &inner, &arena, &none, &item)) {
      carboy::abi::Cell cell;
      table.cell(item.object, &arena, &cell);
      seen += cell.kind == ValueKind::u64 ? std::to_string(cell.u64)
                                          : std::string(std::string_view(cell.text()));
    }
  }
  EXPECT_EQ(seen, "a18446744073709551615xb");
}

TEST(Values, AccessorsReturnNothingForMissingItems) {
  const json value = json::parse(R"({"a": [1]})");
  ValueArena arena;
  const carboy::abi::Value crossing = value_of(value);
  const auto& table = *crossing.table;
  EXPECT_EQ(table.get(crossing.object, "missing", &arena).table, nullptr);
  EXPECT_EQ(table.at(crossing.object, 7, &arena).table, nullptr);
  EXPECT_EQ(table.i64(crossing.object), 0);
  EXPECT_EQ(std::string_view(table.key(crossing.object, 0, &arena)), "a");
  EXPECT_EQ(std::string_view(table.text(crossing.object, &arena)), R"({"a":[1]})");
  EXPECT_EQ(to_json(carboy::abi::Value(), arena), json(nullptr));
}

TEST(Values, ACallsResultLivesInTheArena) {
  const Entry entry{"Ada", 7};
  const int times = 3;
  ValueArena arena;
  const carboy::abi::Value callable = carboy::value_of(entry);
  const carboy::abi::Value arguments[] = {carboy::value_of(times)};
  carboy::abi::Value result;
  EXPECT_EQ(callable.table->call(callable.object, arguments, 1, nullptr, 0, &arena, &result),
            Status::ok);
  EXPECT_EQ(to_json(result, arena), json(21));
  EXPECT_EQ(callable.table->call(callable.object, arguments, 0, nullptr, 0, &arena, &result),
            Status::refused);
}

TEST(Values, TheArenaFreesLatestFirst) {
  std::vector<int> freed;
  struct Noted {
    std::vector<int>* freed;
    int number;
  };
  Noted one{&freed, 1}, two{&freed, 2};
  const auto note = [](void* object) noexcept {
    auto* noted = static_cast<Noted*>(object);
    noted->freed->push_back(noted->number);
  };
  {
    ValueArena arena;
    arena.at_end(&one, note);
    arena.at_end(&two, note);
    for (const std::size_t alignment : {1u, 8u, 64u}) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(arena.allocate(100, alignment)) % alignment, 0u);
    }
  }
  EXPECT_EQ(freed, (std::vector<int>{2, 1}));
}

TEST(Values, NestingIsLimited) {
  json deep = 1;
  for (int i = 0; i < 10000; ++i) deep = json::array({std::move(deep)});
  ValueArena arena;
  EXPECT_LT(to_json(value_of(deep), arena).dump().size(), 200u);
}

TEST(JsonSink, BuildsJsonFromPieces) {
  JsonSink sink;
  sink.begin_map();
  sink.key("list");
  sink.begin_list();
  sink.i64(1);
  sink.boolean(true);
  sink.f64(0.5);
  sink.null();
  sink.begin_map();
  sink.end_map();
  sink.end_list();
  sink.key("text");
  sink.text("x");
  sink.key("price");
  sink.decimal("1.10");
  sink.key("when");
  sink.datetime(1700000000123000);
  sink.end_map();
  EXPECT_EQ(sink.result(),
            json::parse(R"({"list": [1, true, 0.5, null, {}], "text": "x", "price": "1.10",
                                           "when": "2023-11-14T22:13:20.123000Z"})"));
}

TEST(JsonSink, TakesEveryKind) {
  JsonSink sink;
  sink.begin_list();
  sink.u64(18446744073709551615ULL);
  sink.bytes({"\xff", 1});
  sink.date(-1);
  sink.time(1000001);
  sink.uuid({"0123456789abcdef", 16});
  sink.uuid({"short", 5});
  sink.json(R"({"a": [1]})");
  sink.json("{");
  sink.end_list();
  EXPECT_EQ(sink.result(), json({18446744073709551615ULL,
                                 json::binary({255}),
                                 "1969-12-31",
                                 "00:00:01.000001",
                                 "30313233-3435-3637-3839-616263646566",
                                 nullptr,
                                 {{"a", {1}}},
                                 nullptr}));
}

TEST(JsonSink, DeepJsonIsCut) {
  JsonSink sink;
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  sink.json(deep);
  EXPECT_LT(sink.result().dump().size(), 200u);
}

TEST(JsonSink, TooManyEndsAreHarmless) {
  JsonSink sink;
  sink.end_map();
  sink.key("x");
  sink.end_list();
  EXPECT_EQ(sink.result(), json(nullptr));
}

}  // namespace
}  // namespace carboy::core::abi
