#include "core/access_log/access_log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/testing/temporary_folder.h"

namespace carboy::core::access_log {
namespace {

using namespace std::chrono_literals;
using base::read_file;
using base::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kDeadline = 60s;

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() {
    options.file = folder / "access.log";
    options.name = "access.log";
    options.format = AccessFormat::common;
    options.delay = 5ms;
    options.report = [this](base::LogLevel, std::string_view text) {
      const std::lock_guard lock(mutex);
      reports.emplace_back(text);
      reported_more.notify_all();
    };
  }
  void open() { log.emplace(options); }
  void write(std::string_view target) {
    AccessEntry entry;
    entry.method = "GET";
    entry.target = target;
    entry.protocol = "HTTP/1.1";
    entry.status = 200;
    log->write(entry);
  }
  // Waits for the next report and returns it.
  std::string next_report() {
    std::unique_lock lock(mutex);
    if (!reported_more.wait_for(lock, kDeadline, [this] { return !reports.empty(); }))
      return "nothing";
    std::string report = reports.front();
    reports.erase(reports.begin());
    return report;
  }
  // Waits until the file has `awaited` lines, and returns the number it has.
  std::size_t lines_of(const std::filesystem::path& file, std::size_t awaited) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    for (;;) {
      const std::string text = std::filesystem::exists(file) ? read_file(file) : "";
      const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
      if (lines >= awaited || std::chrono::steady_clock::now() > deadline) return lines;
      std::this_thread::yield();
    }
  }
  // Writes lines until `file` exists, which shows that the log has noticed the move.
  bool appears(const std::filesystem::path& file) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    for (; !std::filesystem::exists(file); std::this_thread::sleep_for(1ms)) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      write("/between");
    }
    return true;
  }

  TemporaryFolder folder;
  std::mutex mutex;
  std::condition_variable reported_more;
  std::vector<std::string> reports;
  AccessLogOptions options;
  std::optional<AccessLog> log;
};

TEST_F(AccessLogTest, WritesLinesSoonAndTheRestWhenItEnds) {
  open();
  write("/1");
  EXPECT_EQ(lines_of(options.file, 1), 1u) << "without being asked to";
  options.delay = 1h;
  options.file = folder / "late.log";
  open();
  for (int i = 0; i < 1000; ++i) write("/" + std::to_string(i));
  log.reset();
  EXPECT_EQ(lines_of(options.file, 1000), 1000u);
  EXPECT_THAT(read_file(options.file), HasSubstr("\"GET /999 HTTP/1.1\" 200 0\n"));
  EXPECT_THAT(reports, IsEmpty());
}

TEST_F(AccessLogTest, AppendsToAFileThatOthersMayNotRead) {
  const mode_t before = ::umask(0);
  open();
  ::umask(before);
  write("/1");
  open();
  write("/2");
  log.reset();
  EXPECT_EQ(lines_of(options.file, 2), 2u);
  struct stat found {};
  ASSERT_EQ(::stat(options.file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777U, 0640U);
}

TEST_F(AccessLogTest, ThreadsDoNotMixTheirLines) {
  open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      const std::string target(static_cast<std::size_t>(200 + t), static_cast<char>('a' + t));
      for (int i = 0; i < 2000; ++i) write(target);
    });
  }
  for (std::thread& thread : threads) thread.join();
  log.reset();
  const std::string text = read_file(options.file);
  std::size_t good = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::size_t begin = text.find("GET ", at) + 4;
    const char letter = text[begin];
    const auto size = static_cast<std::size_t>(200 + letter - 'a');
    good += text.substr(begin, size + 1) == std::string(size, letter) + " " ? 1 : 0;
  }
  EXPECT_EQ(good, 8000u);
}

TEST_F(AccessLogTest, AFileThatCannotBeOpenedIsAnErrorWithItsReason) {
  const auto refusal = [this](const std::filesystem::path& file) -> std::string {
    options.file = file;
    try {
      const AccessLog log_of_its_own(options);
    } catch (const base::Error& error) {
      return error.what();
    }
    return "it was opened";
  };
  EXPECT_EQ(refusal(folder.path()), "access.log cannot be opened: Is a directory.");
  EXPECT_EQ(refusal(folder / "not" / "there"),
            "access.log cannot be opened: No such file or directory.");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(folder / "pipe"),
            "access.log cannot be opened: it is a pipe without a reader.");
}

TEST_F(AccessLogTest, FollowsAFileThatIsMovedAway) {
  open();
  write("/before");
  ASSERT_EQ(lines_of(options.file, 1), 1u);
  std::filesystem::rename(options.file, folder / "access.log.1");
  ASSERT_TRUE(appears(options.file)) << "it checks once a second";
  write("/after");
  log.reset();
  EXPECT_THAT(read_file(folder / "access.log.1"), HasSubstr("/before"));
  EXPECT_THAT(read_file(options.file), HasSubstr("/after"));
}

TEST_F(AccessLogTest, ReopensTheFileAtOnceWhenAsked) {
  options.delay = 1h;
  open();
  std::filesystem::rename(options.file, folder / "access.log.1");
  log->reopen();
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!std::filesystem::exists(options.file) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(1ms);  // no write wakes the log's thread
  }
  write("/after");
  log.reset();
  EXPECT_EQ(read_file(folder / "access.log.1"), "");
  EXPECT_THAT(read_file(options.file), HasSubstr("/after"));
}

TEST_F(AccessLogTest, KeepsTheOldFileIfANewOneCannotBeOpened) {
  const auto inner = folder / "inner";
  std::filesystem::create_directory(inner);
  options.file = inner / "access.log";
  open();
  std::filesystem::rename(inner, folder / "moved");
  log->reopen();
  EXPECT_EQ(next_report(),
            "The access log access.log cannot be opened again: No such file or directory. Lines "
            "still go to the file that was open before.");
  write("/after");
  log->reopen();
  log.reset();
  EXPECT_THAT(reports, IsEmpty()) << "it is reported once";
  EXPECT_THAT(read_file(folder / "moved" / "access.log"), HasSubstr("/after"));
}

TEST_F(AccessLogTest, AFullDiskIsReportedOnceAndItsLinesAreCounted) {
  options.file = "/dev/full";
  open();
  write("/1");
  EXPECT_EQ(next_report(),
            "The access log access.log cannot be written: No space left on device. Lines are lost "
            "until writing works again.");
  for (int i = 0; i < 99; ++i) write("/more");
  log.reset();
  EXPECT_THAT(reports,
              ElementsAre("The access log access.log has lost 100 lines, which could not be "
                          "written in time."));
}

TEST_F(AccessLogTest, GoesOnWhenTheDiskHasSpaceAgain) {
  const auto link = folder / "access.log";
  std::filesystem::create_symlink("/dev/full", link);
  open();
  write("/lost");
  EXPECT_THAT(next_report(), HasSubstr("No space left on device"));
  std::filesystem::remove(link);
  log->reopen();
  write("/kept");
  EXPECT_EQ(next_report(), "The access log access.log can be written again.");
  EXPECT_THAT(next_report(), HasSubstr("has lost 1 line, which"));
  log.reset();
  EXPECT_THAT(read_file(link), HasSubstr("/kept"));
}

// A small pipe with a reader that does not read acts like a very slow disk.
class SlowAccessLogTest : public AccessLogTest {
 protected:
  SlowAccessLogTest() {
    options.file = folder / "pipe";
    options.buffer = 64 * 1024;
    EXPECT_EQ(::mkfifo(options.file.c_str(), 0600), 0);
    reader = base::Descriptor(::open(options.file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    EXPECT_EQ(::fcntl(reader.get(), F_SETPIPE_SZ, 4096), 4096);
  }
  // Far more than the pipe and the buffers hold.
  static constexpr std::size_t kLines = 5000;
  void flood() {
    for (std::size_t i = 0; i < kLines; ++i) write("/" + std::string(100, 'x'));
  }
  // Reads until the log is closed, and returns the number of lines.
  std::size_t read_lines() {
    std::size_t lines = 0;
    char bytes[4096];
    for (;;) {
      pollfd polled{reader.get(), POLLIN, 0};
      if (::poll(&polled, 1, 60'000) <= 0) return 0;
      const ssize_t size = ::read(reader.get(), bytes, sizeof bytes);
      if (size <= 0) return lines;
      lines += static_cast<std::size_t>(std::count(bytes, bytes + size, '\n'));
    }
  }
  // Returns the number of lines that the log has reported as lost.
  std::size_t lost() const {
    std::size_t sum = 0;
    for (const std::string& report : reports) {
      const std::size_t digit = report.find_first_of("0123456789");
      if (digit != std::string::npos) sum += std::stoul(report.substr(digit));
    }
    return sum;
  }
  base::Descriptor reader;
};

TEST_F(SlowAccessLogTest, NobodyWaitsAndLostLinesAreReported) {
  options.timeout = kDeadline;
  open();
  flood();
  std::size_t came = 0;
  std::thread reading([&] { came = read_lines(); });
  const std::string report = next_report();
  write("/last");
  log.reset();
  reading.join();
  EXPECT_THAT(report, AllOf(HasSubstr("has lost"), HasSubstr("in time.")));
  reports.push_back(report);
  EXPECT_EQ(came + lost(), kLines + 1);
}

TEST_F(SlowAccessLogTest, AReaderThatTakesNothingDoesNotDelayTheEnd) {
  options.timeout = 50ms;
  open();
  flood();
  log.reset();
  EXPECT_THAT(reports,
              testing::Contains(HasSubstr("cannot be written: its reader takes nothing.")));
  EXPECT_EQ(read_lines() + lost(), kLines);
}

TEST_F(SlowAccessLogTest, AReaderThatGoesAwayIsOnlyAnError) {
  ::signal(SIGPIPE, SIG_IGN);
  open();
  reader.reset();
  write("/1");
  EXPECT_THAT(next_report(), HasSubstr("cannot be written: Broken pipe."));
}

}  // namespace
}  // namespace carboy::core::access_log
