// What the fuzz targets begin with: the cases of the table and the garbage, as files of
// fuzz/corpus.
//
// Thread rule: a plain function.
#pragma once

#include <string>
#include <vector>

namespace carboy::http_test {

struct Seed {
  std::string target;
  std::string name;
  std::string bytes;
};

// Long ones are shortened, so that they still go beyond the targets' limits.
std::vector<Seed> all_seeds();

}  // namespace carboy::http_test
