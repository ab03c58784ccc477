#include "core/test_host/host.h"

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/own_threads.h"
#include "core/test_host/app.h"

namespace carboy::core::test_host {
namespace {

class TestHostAdapter final : public carboy::abi::TestHost {
 public:
  carboy::abi::TestApp* make(const Text* files, size_t count, Text settings,
                             TextSink error) noexcept override {
    base::adopt_this_thread("");
    try {
      std::vector<std::filesystem::path> paths;
      for (size_t i = 0; i < count; ++i) {
        paths.emplace_back(std::string(std::string_view(files[i])));
      }
      return new TestAppAdapter(paths, settings);
    } catch (const std::exception& failure) {
      error.put(std::string_view(failure.what()));
      return nullptr;
    }
  }
};

}  // namespace

carboy::abi::TestHost* test_host() noexcept {
  static TestHostAdapter host;
  return &host;
}

}  // namespace carboy::core::test_host
