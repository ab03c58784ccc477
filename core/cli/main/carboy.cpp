#include "core/cli/entry.h"

int main(int argc, char** argv) {
  auto* command_line =
      static_cast<carboy::core::cli::CommandLineV1*>(carboy_host("carboy.CommandLine", 1));
  return command_line == nullptr ? 1 : command_line->run(argc, argv);
}
