// Runs every target on its corpus, without libFuzzer: each file of fuzz/corpus/TARGET, whole and
// truncated.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// CARBOY_FUZZ_TARGETS(X) is X(accept) X(cookies) ...
#include "fuzz_targets.h"

#define DECLARE(name) extern "C" int name##_fuzz_one(const std::uint8_t* data, std::size_t size);
CARBOY_FUZZ_TARGETS(DECLARE)
#undef DECLARE

namespace {

struct Target {
  const char* name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

#define ENTRY(name) {#name, &name##_fuzz_one},
const Target kTargets[] = {CARBOY_FUZZ_TARGETS(ENTRY)};
#undef ENTRY

class Corpus : public testing::TestWithParam<Target> {};

// Copies the bytes, so that a read past their end is a read past an allocation.
void run(const Target& target, const std::string& bytes) {
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  EXPECT_EQ(target.run(copy.data(), copy.size()), 0);
}

TEST_P(Corpus, HoldsNoSurprise) {
  const std::filesystem::path folder = std::filesystem::path(CARBOY_FUZZ_CORPUS) / GetParam().name;
  ASSERT_TRUE(std::filesystem::is_directory(folder)) << folder << " is missing";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    run(GetParam(), bytes);
    const std::size_t step = 1 + bytes.size() / 16;
    for (std::size_t size = 0; size < bytes.size(); size += step)
      run(GetParam(), bytes.substr(0, size));
    ++files;
  }
  EXPECT_GT(files, 0) << folder << " is empty";
}

std::string name_of(const testing::TestParamInfo<Target>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(kTargets), name_of);

}  // namespace
