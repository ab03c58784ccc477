#include "core/cli/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <list>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/system_error.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kLongest = 1 << 20;

// The address of the socket, through a descriptor of its folder, because the path of a socket is
// limited to 107 characters.
class Address {
 public:
  explicit Address(const fs::path& folder)
      : folder_(::open((folder / ".carboy").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    address_.sun_family = AF_UNIX;
    const std::string path = "/proc/self/fd/" + std::to_string(folder_.get()) + "/control.sock";
    path.copy(address_.sun_path, sizeof(address_.sun_path) - 1);
  }
  bool has_folder() const noexcept { return folder_.get() >= 0; }
  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&address_); }

 private:
  base::Descriptor folder_;
  sockaddr_un address_{};
};

std::optional<std::string> read_line(int fd) {
  std::string line;
  char piece[4096];
  while (line.size() < kLongest) {
    const ssize_t got = ::recv(fd, piece, sizeof(piece), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    line.append(piece, static_cast<std::size_t>(got));
    if (const std::size_t end = line.find('\n'); end != std::string::npos)
      return line.substr(0, end);
  }
  return std::nullopt;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

base::Descriptor connect_to(const Address& address) {
  base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), address.get(), sizeof(sockaddr_un)) != 0) return base::Descriptor();
  return socket;
}

// Returns the user of the peer, when that is this user or root.
std::optional<uid_t> allowed_user(int fd) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  if (peer.uid != ::geteuid() && peer.uid != 0) return std::nullopt;
  return peer.uid;
}

}  // namespace

struct ControlServer::State {
  base::Descriptor listening;
  base::Descriptor stop;
  fs::path path;
  Handler handler;
  FrameHandler frame_handler;
  std::thread thread;
  struct Client {
    std::thread thread;
    std::atomic<bool> done{false};
  };
  std::list<Client> clients;

  void serve() {
    base::adopt_this_thread("carboy-control");
    pollfd polled[2] = {{listening.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}};
    for (;;) {
      if (::poll(polled, 2, -1) < 0) continue;
      if (polled[1].revents != 0) break;
      const int client = ::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      for (auto old = clients.begin(); old != clients.end();) {
        if (!old->done) {
          ++old;
          continue;
        }
        old->thread.join();
        old = clients.erase(old);
      }
      Client& entry = clients.emplace_back();
      entry.thread = std::thread([this, client, &entry] {
        base::adopt_this_thread("carboy-command");
        answer(base::Descriptor(client));
        entry.done = true;
      });
    }
    for (Client& client : clients) client.thread.join();
  }

  void answer(base::Descriptor client) const {
    const timeval timeout{5, 0};
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    const auto user = allowed_user(client.get());
    if (!user) return;
    const auto line = read_line(client.get());
    if (!line) return;
    Json request = Json::parse(*line, nullptr, false);
    if (request.is_object()) request["uid"] = *user;
    if (request.is_object() && request.value("command", "") == "run") {
      frame_handler(request, client.get(), stop.get());
      return;
    }
    const Json reply = request.is_object()
                           ? handler(request)
                           : Json{{"ok", false}, {"text", "This is not a request."}};
    write_all(client.get(), reply.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }
};

ControlServer::ControlServer(const fs::path& folder, Handler handler, FrameHandler frame_handler)
    : state_(std::make_unique<State>()) {
  std::error_code ignored;
  fs::create_directories(folder / ".carboy", ignored);
  ::chmod((folder / ".carboy").c_str(), 0700);
  state_->path = folder / ".carboy" / "control.sock";
  state_->handler = std::move(handler);
  state_->frame_handler = std::move(frame_handler);
  const Address address(folder);
  if (!address.has_folder()) throw base::Error("Cannot create the folder .carboy beside app.toml.");
  if (connect_to(address).get() >= 0) {
    throw base::Error(
        "This app is already running in this folder; only one process can serve it. "
        "Stop it first.");
  }
  fs::remove(state_->path, ignored);
  state_->listening = base::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const mode_t before = ::umask(0177);
  const int bound = ::bind(state_->listening.get(), address.get(), sizeof(sockaddr_un));
  ::umask(before);
  if (bound != 0 || ::listen(state_->listening.get(), 16) != 0) {
    throw base::Error(std::string("Cannot create the control socket .carboy/control.sock: ") +
                      base::errno_text(errno) + ".");
  }
  state_->stop = base::Descriptor(::eventfd(0, EFD_CLOEXEC));
  state_->thread = std::thread([state = state_.get()] { state->serve(); });
}

ControlServer::~ControlServer() {
  ::eventfd_write(state_->stop.get(), 1);
  state_->thread.join();
  std::error_code ignored;
  fs::remove(state_->path, ignored);
}

base::Descriptor ask_for_frames(const fs::path& folder, const Json& request) {
  const Address address(folder);
  if (!address.has_folder()) return {};
  base::Descriptor socket = connect_to(address);
  if (!socket || !write_all(socket.get(), request.dump() + "\n")) return {};
  return socket;
}

std::optional<Json> ask(const fs::path& folder, const Json& request) {
  const base::Descriptor socket = ask_for_frames(folder, request);
  if (!socket) return std::nullopt;
  const auto line = read_line(socket.get());
  if (!line) return Json{{"ok", false}, {"text", "The app ended before it answered."}};
  return Json::parse(*line, nullptr, false);
}

}  // namespace carboy::core::cli
