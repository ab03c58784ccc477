// http-seeds FOLDER: writes every case that is not long as a file, for fuzz/corpus/connection and
// fuzz/corpus/request. Their first byte says how a target cuts the rest.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "wire_case.h"

int main(int count, char** words) {
  constexpr std::size_t kLong = 1000;
  if (count != 2) {
    std::cerr << "http-seeds FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = words[1];
  std::filesystem::create_directories(folder);
  int written = 0;
  for (const auto& wire : carboy::http_test::all_cases()) {
    if (wire.bytes.size() > kLong) continue;
    std::ofstream(folder / wire.name, std::ios::binary) << '\0' << wire.bytes;
    ++written;
  }
  std::cout << written << " files in " << folder.string() << '\n';
}
