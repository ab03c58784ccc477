// A form with a file of 100 MB, fed as the server feeds it, and a query of 20 keys: time, memory
// and allocations.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "core/base/testing/counted_allocations.h"
#include "core/http/form.h"
#include "core/http/query.h"

namespace {

using carboy::core::base::allocations;
using carboy::core::http::Form;
using carboy::core::http::FormError;
using carboy::core::http::FormLimits;
using carboy::core::http::FormReader;
using carboy::core::http::PairList;
using carboy::core::http::parse_query;

constexpr std::string_view kType = "multipart/form-data; boundary=----Boundary7MA4YWxkTrZu0gW";
constexpr std::string_view kHead =
    "------Boundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA "
    "book\r\n"
    "------Boundary7MA4YWxkTrZu0gW\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
constexpr std::string_view kTail = "\r\n------Boundary7MA4YWxkTrZu0gW--\r\n";
constexpr std::size_t kFile = 100'000'000;
constexpr std::size_t kPiece = 64 * 1024;

enum Content : std::int64_t { kRandom, kLineEnds, kDashes };

// Returns a piece of the file: random bytes, or those that look most like the beginning of a
// boundary.
std::string piece_of(std::int64_t content) {
  std::string piece(kPiece, content == kDashes ? '-' : '\n');
  std::uint32_t state = 12345;
  for (char& c : piece) {
    state = state * 1664525 + 1013904223;
    if (content == kRandom) c = static_cast<char>(static_cast<unsigned char>(state >> 24));
  }
  return piece;
}

// Returns a value of /proc/self/status, in kilobytes.
double memory(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size() + 1, nullptr);
  }
  return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

void feed(FormReader& reader, std::string_view bytes, benchmark::State& state) {
  if (reader.feed(bytes) != FormError::none) state.SkipWithError("the form was rejected");
}

// The first argument is the content, the second whether the file goes to the disk.
void multipart_100_mb(benchmark::State& state) {
  const std::string piece = piece_of(state.range(0));
  FormLimits limits;
  limits.spill_above = state.range(1) != 0 ? limits.spill_above : 2 * kFile;
  forget_peak();
  const double before = memory("VmRSS");
  for (auto _ : state) {
    Form form;
    FormReader reader(kType, limits, form);
    feed(reader, kHead, state);
    for (std::size_t sent = 0; sent < kFile; sent += piece.size()) {
      feed(reader, std::string_view(piece).substr(0, std::min(piece.size(), kFile - sent)), state);
    }
    feed(reader, kTail, state);
    if (reader.finish() != FormError::none || form.files.size() != 1 ||
        form.files[0].size() != kFile) {
      state.SkipWithError("the form differs from what was sent");
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kFile));
  state.counters["peak_MB"] = (memory("VmHWM") - before) / 1024;
}
BENCHMARK(multipart_100_mb)
    ->ArgNames({"content", "disk"})
    ->Args({kRandom, 1})
    ->Args({kRandom, 0})
    ->Args({kLineEnds, 1})
    ->Args({kDashes, 1})
    ->Unit(benchmark::kMillisecond);

void query_20_keys(benchmark::State& state) {
  std::string query;
  for (int i = 0; i < 20; ++i) {
    query += (i == 0 ? "key" : "&key") + std::to_string(i) + "=value+" + std::to_string(i) + "%21";
  }
  PairList pairs;
  const auto read = [&] {
    pairs.clear();
    return parse_query(query, pairs);
  };
  benchmark::DoNotOptimize(read());
  const std::uint64_t before = allocations();
  for (auto _ : state) benchmark::DoNotOptimize(read());
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before),
                                                     benchmark::Counter::kAvgIterations);
}
BENCHMARK(query_20_keys);

}  // namespace

BENCHMARK_MAIN();
