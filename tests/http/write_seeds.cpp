// http-seeds FOLDER: writes the seeds of the fuzz targets to FOLDER/TARGET; FOLDER is fuzz/corpus.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "seeds.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "http-seeds FOLDER\n";
    return 2;
  }
  const auto seeds = carboy::http_test::all_seeds();
  for (const auto& seed : seeds) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / seed.target;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / seed.name, std::ios::binary) << seed.bytes;
  }
  std::cout << seeds.size() << " files in " << arguments[1] << '\n';
}
