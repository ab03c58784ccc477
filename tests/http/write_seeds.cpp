// http-seeds FOLDER: writes what the fuzz targets begin with into FOLDER/TARGET, that is
// fuzz/corpus.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "seeds.h"

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "http-seeds FOLDER\n";
    return 2;
  }
  const auto seeds = carboy::http_test::all_seeds();
  for (const auto& seed : seeds) {
    const std::filesystem::path folder = std::filesystem::path(words[1]) / seed.target;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / seed.name, std::ios::binary) << seed.bytes;
  }
  std::cout << seeds.size() << " files in " << words[1] << '\n';
}
