// A client for tests that sends bytes: any bytes, split anywhere.
//
// Thread rule: a client belongs to one thread.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/descriptor.h"

namespace carboy::core::server::testing {

struct RawResponse {
  int status = 0;        // 0: the connection ended, or no response came in time
  std::string head;      // includes the empty line at its end
  std::string body;      // decoded from chunks
  bool complete = true;  // false: the connection ended in the middle of the body

  bool has(std::string_view field) const { return head.find(field) != std::string::npos; }
};

class RawClient {
 public:
  static constexpr int kTimeoutSeconds = 20;  // only a failing test waits that long

  // Connects to "127.0.0.1:5000", "[::1]:5000" or "unix:/path". A small `receive_buffer` makes a
  // slow reader; `from` is the IPv4 address to connect from.
  explicit RawClient(const std::string& address, int receive_buffer = 0,
                     const char* from = nullptr) {
    sockaddr_storage where{};
    resolve(address, where);
    make_socket(where.ss_family);
    if (receive_buffer > 0) {
      ::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    if (from != nullptr) {
      sockaddr_in here{};
      here.sin_family = AF_INET;
      inet_pton(AF_INET, from, &here.sin_addr);
      ::bind(fd(), reinterpret_cast<const sockaddr*>(&here), sizeof here);
    }
    connect(address);
  }
  // Makes a socket for an IPv4 address, without connecting it.
  RawClient() { make_socket(AF_INET); }
  void connect(const std::string& address) {
    sockaddr_storage where{};
    const socklen_t size = resolve(address, where);
    connected_ = ::connect(fd(), reinterpret_cast<const sockaddr*>(&where), size) == 0;
  }

  bool connected() const { return connected_; }
  int fd() const { return socket_.get(); }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void send_by_byte(std::string_view bytes) {
    for (const char& byte : bytes) {
      if (!send({&byte, 1})) return;
    }
  }
  void finish_sending() { ::shutdown(fd(), SHUT_WR); }
  void close() { socket_.reset(); }
  // Closes with a reset instead of an orderly end.
  void reset() {
    const linger abortive{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
    close();
  }

  RawResponse get(std::string_view target, std::string_view fields = "") {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
         "\r\n");
    return read_response();
  }

  // Reads the next response. `to_head` means that it answers a HEAD request and has no body.
  RawResponse read_response(bool to_head = false) {
    RawResponse response;
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return response;
    }
    response.head = take(end + 4);
    if (response.head.size() < 12) return response;
    response.status = std::stoi(response.head.substr(9, 3));
    const bool bodiless =
        to_head || response.status < 200 || response.status == 204 || response.status == 304;
    if (!bodiless) read_body(response);
    return response;
  }

  // Reads until the connection ends.
  std::string read_all() {
    while (receive()) {
    }
    return std::exchange(in_, {});
  }
  // Reads up to the end of `text`. Returns an empty string if `text` does not come.
  std::string read_through(std::string_view text) {
    std::size_t at = 0;
    while ((at = in_.find(text)) == std::string::npos) {
      if (!receive()) return {};
    }
    return take(at + text.size());
  }
  // Returns whether the server has closed the connection and no byte is left.
  bool at_end() { return in_.empty() && !receive() && ended_; }
  bool readable_within(int milliseconds) {
    if (!in_.empty()) return true;
    pollfd waiting{fd(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) > 0;
  }

 private:
  static socklen_t resolve(const std::string& address, sockaddr_storage& where) {
    if (address.starts_with("unix:")) {
      sockaddr_un local{};
      local.sun_family = AF_UNIX;
      std::memcpy(local.sun_path, address.data() + 5, address.size() - 5);
      std::memcpy(&where, &local, sizeof local);
      return sizeof local;
    }
    const std::size_t colon = address.rfind(':');
    const auto port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    if (address.starts_with('[')) {
      sockaddr_in6 v6{};
      v6.sin6_family = AF_INET6;
      v6.sin6_port = port;
      inet_pton(AF_INET6, address.substr(1, colon - 2).c_str(), &v6.sin6_addr);
      std::memcpy(&where, &v6, sizeof v6);
      return sizeof v6;
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = port;
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &v4.sin_addr);
    std::memcpy(&where, &v4, sizeof v4);
    return sizeof v4;
  }

  void make_socket(int family) {
    socket_ = base::Descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval timeout{kTimeoutSeconds, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(fd(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    const int on = 1;
    ::setsockopt(fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  bool receive() {
    char piece[64 * 1024];
    const ssize_t count = ::recv(fd(), piece, sizeof piece, 0);
    if (count > 0) in_.append(piece, static_cast<std::size_t>(count));
    ended_ = ended_ || count == 0 || (count < 0 && errno == ECONNRESET);
    return count > 0;
  }
  std::string take(std::size_t count) {
    std::string taken = in_.substr(0, count);
    in_.erase(0, count);
    return taken;
  }
  // Returns false if the connection ends first.
  bool take_into(std::string& out, std::size_t count) {
    while (in_.size() < count) {
      if (!receive()) return false;
    }
    out += take(count);
    return true;
  }

  void read_body(RawResponse& response) {
    const std::size_t length = response.head.find("Content-Length: ");
    if (length != std::string::npos) {
      response.complete = take_into(response.body, std::stoul(response.head.substr(length + 16)));
    } else if (response.has("Transfer-Encoding: chunked\r\n")) {
      response.complete = read_chunks(response.body);
    } else {
      response.body = read_all();
    }
  }
  bool read_chunks(std::string& body) {
    for (;;) {
      const std::string line = read_through("\r\n");
      if (line.empty()) return false;
      const std::size_t size = std::stoul(line, nullptr, 16);
      std::string end;
      if (!take_into(body, size) || !take_into(end, 2)) return false;
      if (size == 0) return true;
    }
  }

  base::Descriptor socket_;
  std::string in_;
  bool connected_ = false;
  bool ended_ = false;
};

}  // namespace carboy::core::server::testing
