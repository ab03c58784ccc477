#include "core/cli/own_terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace carboy::core::cli {
namespace {

// What the signal handler uses.
std::atomic<int> interrupt_event{-1};
std::atomic<bool> interrupted{false};
std::atomic<bool> echo_is_off{false};
termios shown_input;

void on_interrupt(int) {
  const int before = errno;
  if (interrupted.exchange(true)) {
    if (echo_is_off) ::tcsetattr(STDIN_FILENO, TCSANOW, &shown_input);
    ::_exit(130);
  }
  constexpr std::string_view kAgain = "\nCancelling. Ctrl-C again ends at once.\n";
  static_cast<void>(!::write(STDERR_FILENO, kAgain.data(), kAgain.size()));
  const std::uint64_t one = 1;
  static_cast<void>(!::write(interrupt_event, &one, sizeof(one)));
  errno = before;
}

// The terminal does not show what is typed while this exists.
class HiddenInput {
 public:
  explicit HiddenInput(bool hide) {
    if (!hide || ::tcgetattr(STDIN_FILENO, &shown_input) != 0) return;
    termios hidden = shown_input;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= ECHONL;
    echo_is_off = true;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~HiddenInput() {
    if (echo_is_off.exchange(false)) ::tcsetattr(STDIN_FILENO, TCSANOW, &shown_input);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;
};

}  // namespace

Interrupts::Interrupts() : event_(::eventfd(0, EFD_CLOEXEC)) {
  interrupted = false;
  interrupt_event = event_.get();
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
}

Interrupts::~Interrupts() { ::signal(SIGINT, SIG_DFL); }

bool Interrupts::happened() const noexcept { return interrupted; }

bool can_ask() { return ::isatty(STDIN_FILENO) != 0; }

bool ask_line(std::string_view prompt, bool secret, int stop, int other, std::string& line) {
  const HiddenInput hidden(secret);  // before the prompt: what is typed after it is kept and hidden
  write_to(STDERR_FILENO, std::string(prompt) + " ");
  std::array<pollfd, 3> polled{{{STDIN_FILENO, POLLIN, 0}, {stop, POLLIN, 0}, {other, POLLIN, 0}}};
  for (;;) {
    if (::poll(polled.data(), polled.size(), -1) < 0) continue;
    if (polled[1].revents != 0 || polled[2].revents != 0) return false;
    char c = 0;
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    if (c == '\n') return true;
    line.push_back(c);
  }
}

bool write_to(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool OwnTerminal::write(std::string_view bytes, bool error) {
  return write_to(error ? STDERR_FILENO : STDOUT_FILENO, bytes);
}

bool OwnTerminal::read(std::string_view prompt, bool secret, std::string& line) {
  return ask_line(prompt, secret, interrupts_.descriptor(), -1, line);
}

}  // namespace carboy::core::cli
