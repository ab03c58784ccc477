// Any bytes over a real connection to a server in this process, in pieces of any size: every
// request gets its answer in order, answers are well-formed, a rejection is the last one, and the
// server never hangs. The first byte determines how the others are split.
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/descriptor.h"
#include "core/base/testing/temporary_folder.h"
#include "core/server/server.h"

namespace {

namespace app = carboy::core::app;
namespace base = carboy::core::base;
namespace server = carboy::core::server;

void require(bool holds) {
  if (!holds) std::abort();
}

// Answers with the target and the body, on a worker if the target has a `w`.
class Answering final : public app::Application {
 public:
  app::Place prepare(app::Exchange& exchange) noexcept override {
    const bool works = exchange.head.target.find('w') != std::string_view::npos;
    return works ? app::Place::worker : app::Place::loop;
  }
  void handle(app::Exchange& exchange) noexcept override {
    {
      const std::lock_guard lock(mutex_);
      methods_.emplace_back(exchange.head.method);
    }
    std::string text(exchange.head.target);
    exchange.response.body.assign(text.append(exchange.body.view()));
    if (exchange.head.target.find("204") != std::string_view::npos) exchange.response.status = 204;
    if (exchange.head.target.find("304") != std::string_view::npos) exchange.response.status = 304;
  }
  void finish(app::Exchange&) noexcept override {}
  void refused(const app::RefusedRequest& request) noexcept override {
    const bool is_head = request.line.starts_with("HEAD ");
    const std::lock_guard lock(mutex_);
    refused_ = is_head && request.body_bytes == 0 ? "HEAD" : "";
  }

  // Returns the methods of the requests answered since the last call.
  std::vector<std::string> take_methods() {
    const std::lock_guard lock(mutex_);
    return std::exchange(methods_, {});
  }
  // Returns "HEAD" if the last rejection answered one, and had no body.
  std::string take_refused() {
    const std::lock_guard lock(mutex_);
    return std::exchange(refused_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> methods_;
  std::string refused_;
};

struct Running {
  Running() : running(options(), application) { running.start(); }

  server::ServerOptions options() const {
    server::ServerOptions made;
    made.bind = {"unix:" + (folder.path() / "s").string()};
    made.loops = 1;
    made.workers = 1;
    made.limits.max_header_bytes = 1024;
    made.limits.max_fields = 8;
    made.limits.max_target = 200;
    made.limits.max_body = 4096;
    made.limits.max_body_in_memory = 512;
    return made;
  }

  base::TemporaryFolder folder;
  Answering application;
  server::Server running;
};

base::Descriptor connect_to(const std::string& address) {
  base::Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  std::strncpy(where.sun_path, address.c_str() + std::strlen("unix:"), sizeof where.sun_path - 1);
  require(::connect(made.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
  const timeval timeout{20, 0};
  ::setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return made;
}

void send_all(int fd, std::string_view bytes, std::size_t piece) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd, bytes.data(), std::min(piece, bytes.size()), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;  // libFuzzer's alarm
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string receive_all(int fd) {
  std::string all;
  char piece[16 * 1024];
  for (;;) {
    const ssize_t count = ::recv(fd, piece, sizeof piece, 0);
    if (count == 0) return all;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == ECONNRESET) return all;
    require(count > 0);  // otherwise the server hangs
    all.append(piece, static_cast<std::size_t>(count));
  }
}

std::string_view value_of(std::string_view head, std::string_view name) {
  const std::size_t at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = head.substr(at + name.size() + 4);
  return rest.substr(0, rest.find("\r\n"));
}

// Removes one answer from the front. The answer to a HEAD (`is_to_head`) has no body.
int take_answer(std::string_view& all, bool is_to_head) {
  const std::size_t end = all.find("\r\n\r\n");
  require(end != std::string_view::npos && all.starts_with("HTTP/1.1 "));
  const std::string_view head = all.substr(0, end + 4);
  all.remove_prefix(head.size());
  const int status = std::atoi(std::string(head.substr(9, 3)).c_str());
  if (status == 100) return status;
  require(status >= 200 && status <= 505 && !value_of(head, "Date").empty());
  const std::string_view length = value_of(head, "Content-Length");
  if (status == 204) require(length.empty());
  const bool is_bodiless = is_to_head || status == 204 || status == 304;
  if (!is_bodiless) {
    require(!length.empty());
    const std::size_t size = std::strtoul(std::string(length).c_str(), nullptr, 10);
    require(size <= all.size());
    all.remove_prefix(size);
  }
  if (status >= 400 || value_of(head, "Connection") == "close") require(all.empty());
  return status;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto* const site = new Running;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const base::Descriptor client = connect_to(site->running.addresses().front());
  send_all(client.get(), bytes, data[0] == 0 ? bytes.size() : data[0]);
  ::shutdown(client.get(), SHUT_WR);
  const std::string all = receive_all(client.get());
  const std::vector<std::string> methods = site->application.take_methods();
  const std::string refused = site->application.take_refused();
  std::string_view rest = all;
  std::size_t answered = 0;
  while (!rest.empty()) {
    const bool is_refusal = answered == methods.size();
    const std::string& method = is_refusal ? refused : methods[answered];
    if (take_answer(rest, method == "HEAD") == 100) continue;
    require(!is_refusal || rest.empty());
    answered += !is_refusal;
  }
  require(answered == methods.size());
  return 0;
}
