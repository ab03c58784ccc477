#include "core/cli/confirmation.h"

#include <unistd.h>

#include <iostream>

namespace carboy::core::cli {

bool confirm(const std::string& question, bool yes) {
  if (yes || ::isatty(STDIN_FILENO) == 0) return true;
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace carboy::core::cli
