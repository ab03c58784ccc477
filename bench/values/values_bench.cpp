// What it costs to read values across the boundary: iteration, and rows of a table.
#include <benchmark/benchmark.h>
#include <carboy/json.h>
#include <carboy/value.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/testing/counted_allocations.h"

namespace bench {

// Rows whose first four members are read: a title, an author, a number and a price.
struct Book {
  std::int64_t id = 7;
  std::string title = "Sense and Sensibility", author = "Jane Austen", price = "9.50";
  std::string note = "second hand";
  std::int64_t stock = 3;
};
struct LargeBook : Book {
  std::string a = "a", b = "b", c = "c", d = "d", e = "e", f = "f";
  std::int64_t g = 1, h = 2, i = 3, j = 4;
};

}  // namespace bench

template <>
struct carboy::ValueTraits<bench::Book>
    : carboy::Described<&bench::Book::id, &bench::Book::title, &bench::Book::author,
                        &bench::Book::price, &bench::Book::note, &bench::Book::stock> {};
template <>
struct carboy::ValueTraits<bench::LargeBook>
    : carboy::Described<&bench::LargeBook::a, &bench::LargeBook::b, &bench::LargeBook::c,
                        &bench::LargeBook::d, &bench::LargeBook::e, &bench::LargeBook::f,
                        &bench::LargeBook::g, &bench::LargeBook::h, &bench::LargeBook::i,
                        &bench::LargeBook::j, &bench::LargeBook::id, &bench::LargeBook::title,
                        &bench::LargeBook::author, &bench::LargeBook::price,
                        &bench::LargeBook::note, &bench::LargeBook::stock> {};

namespace {

using carboy::Value;
using carboy::detail::LocalArena;

constexpr int kRows = 100;
constexpr int kCells = 5;

// Appends a text as a template does, with the five characters of HTML escaped.
void append_escaped(std::string& page, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '&' && c != '<' && c != '>' && c != '"' && c != '\'') continue;
    page.append(text.substr(begin, i - begin)).append("&#38;");
    begin = i + 1;
  }
  page.append(text.substr(begin));
}

// Hides from the compiler which table a value has, as across a boundary.
carboy::abi::Value opaque(carboy::abi::Value value) {
  benchmark::DoNotOptimize(value);
  return value;
}

void iterate_map(benchmark::State& state) {
  std::map<std::string, std::int64_t> map;
  for (int i = 0; i < 40'000; ++i) map["key " + std::to_string(i)] = i;
  for (auto _ : state) {
    LocalArena arena;
    std::int64_t sum = 0;
    for (const auto& [key, item] : Value(opaque(carboy::value_of(map)), &arena)) {
      sum += item.i64() + static_cast<std::int64_t>(key.size());
    }
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(iterate_map);

void iterate_json(benchmark::State& state) {
  nlohmann::json map;
  for (int i = 0; i < 40'000; ++i) map["key " + std::to_string(i)] = i;
  for (auto _ : state) {
    LocalArena arena;
    std::int64_t sum = 0;
    for (const auto& [key, item] : Value(opaque(carboy::value_of(map)), &arena)) {
      sum += item.i64() + static_cast<std::int64_t>(key.size());
    }
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(iterate_json);

// Renders five cells of each row, the whole table in one iteration.
template <class Rows, class Row>
void render(benchmark::State& state, const Rows& rows, Row row) {
  std::string page;
  std::uint64_t allocations = 0;
  for (auto _ : state) {
    page.clear();
    const std::uint64_t before = carboy::core::base::allocations();
    LocalArena arena;
    for (const auto& [key, item] : Value(opaque(carboy::value_of(rows)), &arena)) row(page, item);
    allocations = carboy::core::base::allocations() - before;
    benchmark::DoNotOptimize(page);
  }
  state.counters["cell"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kRows * kCells,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["allocations"] = static_cast<double>(allocations);
}

template <class T>
void rows_by_fields(benchmark::State& state) {
  carboy::Columns columns("id", "title", "author", "price", "note");
  render(state, std::vector<T>(kRows), [&](std::string& page, const Value& row) {
    for (const carboy::Cell& cell : columns.of(row)) append_escaped(page, cell.text());
  });
}
BENCHMARK_TEMPLATE(rows_by_fields, bench::Book);
BENCHMARK_TEMPLATE(rows_by_fields, bench::LargeBook);

template <class T>
void rows_by_name(benchmark::State& state) {
  render(state, std::vector<T>(kRows), [](std::string& page, const Value& row) {
    for (const char* name : {"id", "title", "author", "price", "note"}) {
      const Value cell = row[name];
      if (cell.kind() != carboy::ValueKind::undefined) append_escaped(page, cell.text());
    }
  });
}
BENCHMARK_TEMPLATE(rows_by_name, bench::Book);
BENCHMARK_TEMPLATE(rows_by_name, bench::LargeBook);

void rows_of_json(benchmark::State& state) {
  const nlohmann::json book{{"id", 7},         {"title", "Sense and Sensibility"},
                            {"price", "9.50"}, {"author", "Jane Austen"},
                            {"stock", 3},      {"note", "second hand"}};
  carboy::Columns columns("id", "title", "author", "price", "note");
  render(state, nlohmann::json(std::vector<nlohmann::json>(kRows, book)),
         [&](std::string& page, const Value& row) {
           for (const carboy::Cell& cell : columns.of(row)) append_escaped(page, cell.text());
         });
}
BENCHMARK(rows_of_json);

void text_of_integer(benchmark::State& state) {
  const std::vector<std::int64_t> numbers(1000, 1234567);
  for (auto _ : state) {
    LocalArena arena;
    for (const auto& [key, item] : Value(opaque(carboy::value_of(numbers)), &arena)) {
      benchmark::DoNotOptimize(item.text());
    }
  }
  state.counters["text"] = benchmark::Counter(
      1e-9 * state.iterations() * 1000, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(text_of_integer);

}  // namespace

BENCHMARK_MAIN();
