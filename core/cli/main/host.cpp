#include "core/cli/entry.h"

#include <string_view>

#include "core/cli/command_line.h"
#include "core/test_host/host.h"

namespace carboy::core::cli {
namespace {

class CommandLine final : public CommandLineV1 {
 public:
  int run(int argc, char** argv) noexcept override { return run_command_line(argc, argv); }
};

}  // namespace
}  // namespace carboy::core::cli

extern "C" void* carboy_host(const char* name, unsigned major) noexcept {
  static carboy::core::cli::CommandLine command_line;
  if (std::string_view(name) == "carboy.CommandLine" && major == 1) {
    return static_cast<carboy::core::cli::CommandLineV1*>(&command_line);
  }
  if (std::string_view(name) == "carboy.TestHost" && major == 1) {
    return carboy::core::test_host::test_host();
  }
  return nullptr;
}
