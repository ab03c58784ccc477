#include "tests/system/harness.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <fstream>

#include "core/base/own_threads.h"
#include "core/base/sanitizers.h"

namespace carboy::system_test {
namespace fs = std::filesystem;

Client::Client(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const timeval timeout{30, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::send_get(const std::string& target) {
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
  received_.clear();
  return ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(request.size());
}

bool Client::receive() {
  char piece[16384];
  const ssize_t got = ::recv(socket_, piece, sizeof(piece), 0);
  if (got <= 0) return false;
  received_.append(piece, static_cast<std::size_t>(got));
  return true;
}

bool Client::read_until(std::string_view text) {
  while (received_.find(text) == std::string::npos) {
    if (!receive()) return false;
  }
  return true;
}

bool Client::is_closed_within(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd polled{socket_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&polled, 1, static_cast<int>(left.count())) == 0) return false;
    if (!receive()) return true;
  }
}

Reply Client::get(const std::string& target) {
  Reply reply;
  if (!send_get(target) || !read_until("\r\n\r\n")) return reply;
  const std::size_t end = received_.find("\r\n\r\n") + 4;
  reply.head = received_.substr(0, end);
  if (reply.head.find("Transfer-Encoding: chunked") != std::string::npos) {
    if (!read_until("\r\n0\r\n\r\n")) return {};
    reply.body = received_.substr(end);
    std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
    return reply;
  }
  std::size_t length = 0;
  const std::size_t field = reply.head.find("Content-Length: ");
  if (field != std::string::npos) {
    std::from_chars(reply.head.data() + field + 16, reply.head.data() + reply.head.size(), length);
  }
  while (received_.size() < end + length) {
    if (!receive()) return {};
  }
  reply.body = received_.substr(end, length);
  std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
  return reply;
}

TestApp::TestApp() {
  core::base::adopt_this_thread("");
  config.name = "test";
  config.server.bind = {"127.0.0.1:0"};
  config.server.loops = 2;
  config.server.workers = 4;
  fs::create_directory(folder_.path() / "extensions");
}

TestApp::~TestApp() { stop(); }

fs::path TestApp::installed(const std::string& name) const {
  return folder_.path() / "extensions" / (name + ".so");
}

void TestApp::install(const std::string& fixture, const std::string& name) {
  const fs::path from = fs::path(CARBOY_FIXTURES) / fixture / (name + ".so");
  const fs::path unfinished = installed(name).string() + ".new";
  fs::copy_file(from, unfinished, fs::copy_options::overwrite_existing);
  fs::rename(unfinished, installed(name));
}

void TestApp::start() {
  running_ = std::make_unique<core::host::RunningApp>(config, folder_.path(), false);
  running_->host().start();
  core::server::ServerOptions options;
  options.bind = config.server.bind;
  options.loops = config.server.loops;
  options.workers = config.server.workers;
  options.on_thread_start = [] { core::base::adopt_this_thread(""); };
  server_ = std::make_unique<core::server::Server>(options, running_->kernel());
  server_->start();
}

Reply TestApp::get(const std::string& target) { return Client(address()).get(target); }

void TestApp::stop() {
  if (server_ != nullptr) server_->stop(std::chrono::seconds(5));
  if (running_ != nullptr) running_->host().stop();
  server_.reset();
  running_.reset();
}

Load::Load(const std::string& address, std::vector<std::string> targets, int connections,
           std::function<bool(const Reply&)> is_right) {
  for (int i = 0; i < connections; ++i) {
    threads_.emplace_back([this, address, targets, is_right] {
      core::base::adopt_this_thread("client");
      Client client(address);
      for (std::size_t next = 0; !stop_; ++next) {
        if (!is_right(client.get(targets[next % targets.size()]))) {
          ++failed_;
          break;
        }
        ++answered_;
      }
    });
  }
}

void Load::stop() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Load::wait_for(long more) const {
  const long goal = answered_ + more;
  while (answered_ < goal && failed_ == 0) std::this_thread::yield();
}

int mapped_lines(std::string_view prefix) {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) {
    const std::size_t slash = line.rfind('/');
    if (slash != std::string::npos && line.compare(slash + 1, prefix.size(), prefix) == 0) ++count;
  }
  return count;
}

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

int rounds(int normal) { return CARBOY_ASAN || CARBOY_TSAN ? std::max(10, normal / 10) : normal; }

}  // namespace carboy::system_test
