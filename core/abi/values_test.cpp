#include "core/abi/values.h"

#include <carboy/json.h>
#include <carboy/value.h>
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

TEST(JsonSink, TooManyEndsAreHarmless) {
  JsonSink sink;
  sink.end_map();
  sink.key("x");
  sink.end_list();
  EXPECT_EQ(sink.result(), json(nullptr));
}

}  // namespace
}  // namespace carboy::core::abi
