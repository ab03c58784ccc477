// An app in a test program. It loads and runs the real files of extensions like `carboy run`, but
// without a server, in a temporary folder, and with a clock that only the test moves.
//
// Thread rule: see TestApp in sdk/include/carboy/abi/testing.h.
#pragma once

#include <carboy/abi/testing.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/base/scratch_folder.h"
#include "core/host/running_app.h"
#include "core/test_host/guest.h"

namespace carboy::core::test_host {

class TestAppAdapter final : public carboy::abi::TestApp {
 public:
  // `settings` is a JSON object with the tables of app.toml. Throws base::Error for a file that is
  // not an extension and for invalid settings.
  TestAppAdapter(const std::vector<std::filesystem::path>& files, std::string_view settings);
  ~TestAppAdapter();

  carboy::abi::Registrar* begin_setup() noexcept override;
  Status end_setup(bool keep, TextSink error) noexcept override;
  carboy::abi::Host* host() noexcept override;
  void stand_in(Text extension) noexcept override;
  Status start(TextSink error) noexcept override;
  void stop() noexcept override;
  carboy::abi::TestClient* client(Text base_url, TextSink error) noexcept override;
  int32_t run(const Text* words, size_t count,
              carboy::abi::TestTerminal* terminal) noexcept override;
  Status reload(Text extension, Text file, TextSink words) noexcept override;
  Status url_for(Text endpoint, const Text* values, size_t count, TextSink words) noexcept override;
  size_t log_count() noexcept override;
  carboy::abi::TestLogLine log_at(size_t index) noexcept override;
  int64_t time() noexcept override;
  void set_time(int64_t nanoseconds) noexcept override;
  Status advance(int64_t nanoseconds) noexcept override;
  Text folder() noexcept override { return folder_text_; }
  void drop() noexcept override { delete this; }

 private:
  struct LogLine {
    base::LogLevel level;
    std::string who, line;
  };
  // Copies a file to the place where the app looks for it. Returns the name of the extension.
  std::string install(const std::filesystem::path& file);
  std::filesystem::path place_of(std::string_view extension) const;
  host::HostDependencies dependencies();
  void amend(extensions::InstalledExtension& available) const;
  void keep_line(base::LogLevel level, std::string_view who, std::string_view line);

  base::ScratchFolder folder_;
  const std::string folder_text_;
  std::set<std::string, std::less<>> names_, stood_in_;
  std::mutex log_mutex_;
  std::deque<LogLine> log_;
  std::unique_ptr<host::RunningApp> running_;
  std::vector<std::unique_ptr<Guest>> guests_;  // the first is for the program's own calls
  bool is_started_ = false;
  bool is_stopped_ = false;
};

}  // namespace carboy::core::test_host
