#include "core/check/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <optional>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/check/stage.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;
using Clock = std::chrono::steady_clock;

// The child that is running; 0 when there is none.
std::atomic<pid_t> running_child{0};

[[noreturn]] void execute_stage(int pipe, const std::string& stage, const std::string& folder) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none{};
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {0, 1, 2}) ::dup2(nowhere, standard);
  if (pipe == kReportPipe) {
    ::fcntl(pipe, F_SETFD, 0);
  } else {
    ::dup2(pipe, kReportPipe);
  }
  ::execl("/proc/self/exe", "carboy", "ext", "check-stage", stage.c_str(), folder.c_str(), nullptr);
  ::_exit(127);
}

class Child {
 public:
  Child(const std::string& stage, const std::string& folder) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw base::Error("Cannot create a pipe: " + base::errno_text(errno) + ".");
    }
    out_ = base::Descriptor(ends[0]);
    const base::Descriptor in(ends[1]);
    id_ = ::fork();
    if (id_ < 0) throw base::Error("Cannot create a process: " + base::errno_text(errno) + ".");
    if (id_ == 0) execute_stage(in.get(), stage, folder);
    ::setpgid(id_, id_);
    running_child = id_;
  }
  ~Child() {
    if (id_ > 0) end();
    running_child = 0;
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  enum class Next { line, ended, silent };
  Next next(std::string& line, std::chrono::milliseconds silence) {
    const auto give_up = Clock::now() + silence;
    for (;;) {
      if (const std::size_t end = read_.find('\n'); end != std::string::npos) {
        line = read_.substr(0, end);
        read_.erase(0, end + 1);
        return Next::line;
      }
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(give_up - Clock::now());
      pollfd polled{out_.get(), POLLIN, 0};
      if (left.count() <= 0 || ::poll(&polled, 1, static_cast<int>(left.count())) == 0) {
        return Next::silent;
      }
      char piece[4096];
      const ssize_t got = ::read(out_.get(), piece, sizeof(piece));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return Next::ended;
      read_.append(piece, static_cast<std::size_t>(got));
    }
  }
  // Kills the child unless it has ended, and everything it started. Returns its status.
  int end() {
    int status = 0;
    // A child that closed the pipe exits within a moment, or not on its own.
    for (int i = 0; i < 100; ++i) {
      if (::waitpid(id_, &status, WNOHANG) == id_) {
        ::kill(-id_, SIGKILL);
        id_ = 0;
        return status;
      }
      if (is_silent_) break;
      ::usleep(10000);
    }
    ::kill(-id_, SIGKILL);
    ::kill(id_, SIGKILL);
    ::waitpid(id_, &status, 0);
    id_ = 0;
    return status;
  }
  void give_up() { is_silent_ = true; }

 private:
  pid_t id_ = 0;
  base::Descriptor out_;
  std::string read_;
  bool is_silent_ = false;
};

std::string describe_signal(int signal) {
  const char* const words = ::sigdescr_np(signal);
  std::string text = words == nullptr ? "signal " + std::to_string(signal) : words;
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

Finding death(int status, const std::string& doing) {
  Finding finding{"crash", Severity::error, "", "", ""};
  if (WIFSIGNALED(status)) {
    finding.text = "the process died (" + describe_signal(WTERMSIG(status)) + ") while " + doing;
    finding.remedy = WTERMSIG(status) == SIGABRT
                         ? "No exception may leave a noexcept function or a thread, and nothing "
                           "may call abort. A "
                           "debugger on an app that enables the extension shows where."
                         : "A debugger on an app that enables the extension shows where, and so "
                           "does a build with "
                           "-fsanitize=address.";
  } else {
    finding.text = "ended the whole process (status " + std::to_string(WEXITSTATUS(status)) +
                   ") while " + doing;
    finding.remedy =
        "An extension must not call exit: throw from init_app, call carboy::abort in a view.";
  }
  return finding;
}

}  // namespace

void kill_process() noexcept {
  const pid_t id = running_child;
  if (id > 0) ::kill(-id, SIGKILL);
}

bool run_process(const std::string& stage, const std::filesystem::path& folder,
                 std::chrono::milliseconds silence, const OnProgress& on_progress, Report& report) {
  Child child(stage, folder.string());
  std::string doing = "it was being loaded", line;
  for (;;) {
    const Child::Next next = child.next(line, silence);
    if (next == Child::Next::silent) {
      child.give_up();
      report.add({"hang", Severity::error, "hung while " + doing,
                  "Nothing may block there forever: give each wait a time limit.", ""});
      return false;
    }
    if (next == Child::Next::ended) {
      report.add(death(child.end(), doing));
      return false;
    }
    const auto message = nlohmann::json::parse(line, nullptr, false);
    if (!message.is_object()) continue;
    if (message.contains("done")) return true;
    if (message.contains("found") && message["found"].is_object())
      report.add(finding_of(message["found"]));
    if (!message.contains("doing")) continue;
    doing = message.value("doing", "");
    if (on_progress) on_progress(doing, message.value("part", 0.0));
  }
}

}  // namespace carboy::core::check
