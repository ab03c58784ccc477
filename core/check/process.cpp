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

namespace carboy::core::check {
namespace {

using Severity = CheckFinding::Severity;
using Clock = std::chrono::steady_clock;

// What the child calls the pipe: the first number behind standard error.
constexpr int kPipe = 3;

// The child that lives; 0: none.
std::atomic<pid_t> living{0};

[[noreturn]] void become(int pipe, const std::string& stage, const std::string& folder) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none{};
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {0, 1, 2}) ::dup2(nowhere, standard);
  if (pipe == kPipe) {
    ::fcntl(pipe, F_SETFD, 0);
  } else {
    ::dup2(pipe, kPipe);
  }
  ::execl("/proc/self/exe", "carboy", "ext", "check-stage", stage.c_str(), folder.c_str(), nullptr);
  ::_exit(127);
}

class Child {
 public:
  Child(const std::string& stage, const std::string& folder) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw base::Error("No pipe can be made: " + base::errno_text(errno) + ".");
    }
    out_ = base::Descriptor(ends[0]);
    const base::Descriptor in(ends[1]);
    id_ = ::fork();
    if (id_ < 0) throw base::Error("No process can be made: " + base::errno_text(errno) + ".");
    if (id_ == 0) become(in.get(), stage, folder);
    ::setpgid(id_, id_);
    living = id_;
  }
  ~Child() {
    if (id_ > 0) end();
    living = 0;
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
  // Kills it, unless it has ended, with all it has started; its status.
  int end() {
    int status = 0;
    // What closes the pipe ends within a moment, or not by itself.
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

std::string signal_words(int signal) {
  const char* const words = ::sigdescr_np(signal);
  std::string text = words == nullptr ? "signal " + std::to_string(signal) : words;
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

CheckFinding death(int status, const std::string& doing) {
  CheckFinding finding{"crash", Severity::error, "", "", ""};
  if (WIFSIGNALED(status)) {
    finding.text = "the process died (" + signal_words(WTERMSIG(status)) + ") while " + doing;
    finding.remedy =
        WTERMSIG(status) == SIGABRT
            ? "Nothing may leave a noexcept function or a thread by a throw, and nothing of it may "
              "abort; a debugger on the app that enables it shows where."
            : "A debugger on the app that enables it shows where; so does a build with "
              "-fsanitize=address.";
  } else {
    finding.text = "ended the whole process (status " + std::to_string(WEXITSTATUS(status)) +
                   ") while " + doing;
    finding.remedy = "An extension never calls exit: init_app throws, a view calls carboy::abort.";
  }
  return finding;
}

}  // namespace

void kill_check_process() noexcept {
  const pid_t id = living;
  if (id > 0) ::kill(-id, SIGKILL);
}

bool run_check_process(const std::string& stage, const std::filesystem::path& folder,
                       std::chrono::milliseconds silence, const OnProgress& on_progress,
                       CheckReport& report) {
  Child child(stage, folder.string());
  std::string doing = "it was being loaded", line;
  for (;;) {
    const Child::Next next = child.next(line, silence);
    if (next == Child::Next::silent) {
      child.give_up();
      report.add({"hang", Severity::error, "did not come back while " + doing,
                  "Nothing may block there for ever: give each wait a limit.", ""});
      return false;
    }
    if (next == Child::Next::ended) {
      report.add(death(child.end(), doing));
      return false;
    }
    const auto said = nlohmann::json::parse(line, nullptr, false);
    if (!said.is_object()) continue;
    if (said.contains("done")) return true;
    if (said.contains("found") && said["found"].is_object()) report.add(finding_of(said["found"]));
    if (!said.contains("doing")) continue;
    doing = said.value("doing", "");
    if (on_progress) on_progress(doing, said.value("part", 0.0));
  }
}

}  // namespace carboy::core::check
