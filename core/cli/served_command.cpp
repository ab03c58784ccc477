#include "core/cli/served_command.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/descriptor.h"
#include "core/base/own_threads.h"
#include "core/cli/command_frames.h"

namespace carboy::core::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kPiece = 32 << 10;
constexpr std::chrono::milliseconds kLook{50};
constexpr int kLastMilliseconds = 1000;  // for a command that is cancelled because the app stops

// A run that its thread and the client's thread share. The last of them frees it, and with it the
// lease that keeps the extension loaded.
class ServedRun final : public extensions::Terminal {
 public:
  ServedRun(extensions::Host::CommandCall call, int socket, bool has_terminal)
      : call_(std::move(call)),
        socket_(::dup(socket)),
        has_terminal_(has_terminal),
        ended_(::eventfd(0, EFD_CLOEXEC)),
        entry_(call_.scope->open_commands(), stop_) {}

  // ---- on the command's thread
  void run() {
    result_ = extensions::run_command(*call_.command, call_.words, *this);
    ::eventfd_write(ended_.get(), 1);
  }
  bool write(std::string_view bytes, bool error) override;
  bool is_terminal() override { return has_terminal_; }
  bool read(std::string_view prompt, bool secret, std::string& line) override;
  bool cancelled() override { return stop_.stop_requested(); }

  // ---- on the client's thread
  int ended() const noexcept { return ended_.get(); }
  // Takes what the client has sent. Returns false when it has left.
  bool take(FrameReader& reader);
  void cancel() { stop_.request_stop(); }
  void abandon();
  // Tells the client how the command has ended. REQUIRES: its thread has ended.
  void report();

 private:
  bool send(FrameKind kind, std::string_view payload);
  void take(Frame frame);

  const extensions::Host::CommandCall call_;
  const base::Descriptor socket_;
  const bool has_terminal_;
  const base::Descriptor ended_;
  app::StopSource stop_;
  const extensions::OpenCommands::Entry entry_;
  std::atomic<bool> gone_{false};  // nobody reads the output
  std::atomic<bool> cancelled_by_user_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;  // answers that the command has not read
  bool input_ended_ = false;
  extensions::CommandResult result_;
};

bool ServedRun::send(FrameKind kind, std::string_view payload) {
  if (gone_) return false;
  if (send_frame(socket_.get(), kind, payload, [this] { return gone_ || cancelled(); }))
    return true;
  gone_ = true;
  return false;
}

bool ServedRun::write(std::string_view bytes, bool error) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPiece);
    if (!send(error ? FrameKind::error : FrameKind::out, piece)) return false;
    bytes.remove_prefix(piece.size());
  }
  return !gone_;
}

bool ServedRun::read(std::string_view prompt, bool secret, std::string& line) {
  if (!send(secret ? FrameKind::ask_secret : FrameKind::ask, prompt.substr(0, kPiece))) {
    return false;
  }
  std::unique_lock lock(mutex_);
  // A swap cancels without waking this thread, so it looks from time to time.
  while (lines_.empty() && !input_ended_ && !gone_ && !cancelled()) {
    changed_.wait_for(lock, kLook);
  }
  if (lines_.empty()) return false;
  line = std::move(lines_.front());
  lines_.pop_front();
  return true;
}

bool ServedRun::take(FrameReader& reader) {
  const bool there = reader.receive(socket_.get());
  while (auto frame = reader.next()) take(*std::move(frame));
  if (!there) {
    gone_ = true;
    cancel();
  }
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
  return there;
}

void ServedRun::take(Frame frame) {
  if (frame.kind == FrameKind::cancel) {
    cancelled_by_user_ = true;
    cancel();
  }
  const std::lock_guard lock(mutex_);
  if (frame.kind == FrameKind::line) lines_.push_back(std::move(frame.payload));
  if (frame.kind == FrameKind::end) input_ended_ = true;
}

void ServedRun::abandon() {
  gone_ = true;
  ::shutdown(socket_.get(), SHUT_RDWR);
}

void ServedRun::report() {
  extensions::CommandResult result = result_;
  if (cancelled_by_user_) {
    if (result.status <= 1) result = {130, ""};
  } else if (cancelled()) {
    result.failure = "The command was cancelled, because " + call_.scope->name() +
                     " is being replaced or stopped.";
    result.status = std::max(result.status, 1);
  }
  const Json done{{"status", result.status}, {"failure", result.failure}};
  send(FrameKind::done, done.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Waits until the command has ended. Returns false if the app stops and the command does not.
bool follow_run(ServedRun& run, int socket, int stop) {
  FrameReader reader;
  std::array<pollfd, 3> polled{{{run.ended(), POLLIN, 0}, {socket, POLLIN, 0}, {stop, POLLIN, 0}}};
  int timeout = -1;
  for (;;) {
    const int ready = ::poll(polled.data(), polled.size(), timeout);
    if (ready == 0) return false;
    if (ready < 0) continue;
    if (polled[0].revents != 0) return true;
    if (polled[1].revents != 0 && !run.take(reader)) polled[1].fd = -1;
    if (polled[2].revents != 0) {
      run.cancel();
      polled[2].fd = -1;
      timeout = kLastMilliseconds;
    }
  }
}

bool reply(int socket, const std::string& place) {
  return send_frame(socket, FrameKind::reply, Json{{"place", place}}.dump(), [] { return false; });
}

}  // namespace

void serve_command(extensions::Host& host, const Json& request, int socket, int stop) {
  const auto words = request.value("words", std::vector<std::string>());
  auto call = host.find_command(words);
  if (!call || !call->inside) {
    reply(socket, "unknown");
    return;
  }
  if (call->command->place == extensions::CommandPlace::own_process) {
    reply(socket, "own_process");
    return;
  }
  if (!reply(socket, "here")) return;
  const auto run =
      std::make_shared<ServedRun>(*std::move(call), socket, request.value("terminal", false));
  std::thread thread([run] {
    base::adopt_this_thread("carboy-command");
    run->run();
  });
  if (!follow_run(*run, socket, stop)) {
    run->abandon();
    thread.detach();
    return;
  }
  thread.join();  // also destroys the thread's copies of the extension's thread_local objects
  run->report();
}

}  // namespace carboy::core::cli
