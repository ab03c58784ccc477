// The seeds of the fuzz targets: the cases of the table and the garbage, as files of fuzz/corpus.
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

// Returns all seeds. Long ones are shortened, but still exceed the limits of the targets.
std::vector<Seed> all_seeds();

}  // namespace carboy::http_test
