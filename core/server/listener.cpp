#include "core/server/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/server/passed_sockets.h"
#include "core/server/peer_address.h"

namespace carboy::core::server {
namespace {

constexpr int kBacklog = 4096;  // the kernel caps it at net.core.somaxconn

std::string cause(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse_bind(const BindAddress& address, int error) {
  const std::string port = std::to_string(address.port);
  const bool v6 = address.kind == BindAddress::Kind::ipv6;
  const std::string where = v6 ? "[" + address.host + "]:" + port : address.host + ":" + port;
  switch (error) {
    case EADDRINUSE:
      throw base::Error(
          where + " is already in use by another program. Stop that one (\"ss -ltnp 'sport = :" +
          port + "'\" names it), or choose another port in [server] bind.");
    case EADDRNOTAVAIL:
      throw base::Error(where + ": " + address.host +
                        " is not an address of this machine (\"ip addr\" lists them); " +
                        (v6 ? "[::]" : "0.0.0.0") + " means all of them.");
    case EACCES:
      throw base::Error(where + ": ports below " +
                        "1024 are for privileged programs. Choose a higher port and put a proxy "
                        "before it, or allow it with \"setcap cap_net_bind_service=+ep\".");
    case EAFNOSUPPORT:
      throw base::Error(where + ": this machine has no " + (v6 ? "IPv6" : "IPv4") + ".");
    default:
      throw base::Error(where + " cannot be bound: " + cause(error) + ".");
  }
}

[[noreturn]] void refuse_path(const std::string& path, int error) {
  const std::string where = "unix:" + path;
  switch (error) {
    case ENOENT:
      throw base::Error(where + ": its folder does not exist. Make it first (mkdir -p).");
    case ENOTDIR:
      throw base::Error(where + ": a part of the path is not a folder.");
    case EACCES:
    case EPERM:
    case EROFS:
      throw base::Error(where +
                        ": this user may not create a file there. Give it the folder (chown), or "
                        "choose another path.");
    default:
      throw base::Error(where + " cannot be bound: " + cause(error) + ".");
  }
}

base::Descriptor open_socket(int family, const BindAddress& address) {
  base::Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) {
    if (family == AF_UNIX) refuse_path(address.path, errno);
    refuse_bind(address, errno);
  }
  return socket;
}

void set_value(int fd, int level, int option, int value) {
  ::setsockopt(fd, level, option, &value, sizeof value);
}
void set_flag(int fd, int level, int option) { set_value(fd, level, option, 1); }

template <class Address>
int bind_to(int fd, const Address& address) {
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

base::Descriptor bind_tcp(const BindAddress& address) {
  const bool v6 = address.kind == BindAddress::Kind::ipv6;
  base::Descriptor socket = open_socket(v6 ? AF_INET6 : AF_INET, address);
  set_flag(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  int error = 0;
  if (v6) {
    set_flag(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY);
    sockaddr_in6 where{};
    where.sin6_family = AF_INET6;
    where.sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.host.c_str(), &where.sin6_addr);
    error = bind_to(socket.get(), where);
  } else {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(address.port);
    inet_pton(AF_INET, address.host.c_str(), &where.sin_addr);
    error = bind_to(socket.get(), where);
  }
  if (error != 0) refuse_bind(address, error);
  return socket;
}

// Removes the file of a unix socket on which no server answers any more. Throws if one does.
void clear_stale_socket(const BindAddress& address, const sockaddr_un& where) {
  struct stat file {};
  if (::lstat(address.path.c_str(), &file) != 0) return;
  if (!S_ISSOCK(file.st_mode)) {
    throw base::Error(
        "unix:" + address.path +
        ": there is a file of that name that is no socket. Move it away, or choose another path.");
  }
  const base::Descriptor probe = open_socket(AF_UNIX, address);
  const bool answered =
      ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  if (answered || errno != ECONNREFUSED) {
    throw base::Error("unix:" + address.path +
                      " is already in use by another program. Stop that one (\"ss -lxp\" names "
                      "it), or choose another path.");
  }
  if (::unlink(address.path.c_str()) != 0) refuse_path(address.path, errno);
}

base::Descriptor bind_unix(const BindAddress& address) {
  base::Descriptor socket = open_socket(AF_UNIX, address);
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  std::memcpy(where.sun_path, address.path.data(), address.path.size());
  clear_stale_socket(address, where);
  if (const int error = bind_to(socket.get(), where); error != 0) refuse_path(address.path, error);
  return socket;
}

base::Descriptor take_inherited(const BindAddress& address) {
  const int fd = address.descriptor;
  const std::string where = "fd:" + std::to_string(fd);
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::fcntl(fd, F_GETFD) < 0) {
    throw base::Error(
        where +
        " is not open. Whoever starts the program has to pass a listening socket as descriptor " +
        std::to_string(fd) + " (systemd begins with 3).");
  }
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0) {
    throw base::Error(where + " is open, but is not a listening socket.");
  }
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  // A copy, so that the passed socket stays open for the next server of this process.
  base::Descriptor copy(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
  if (!copy) throw base::Error(where + " cannot be taken: " + cause(errno) + ".");
  return copy;
}

// Sets the options that connections inherit from the listening socket, which saves system calls for
// each. SO_KEEPALIVE lets the kernel find clients that have vanished, even if nothing is sent.
void prepare_connections(int fd) {
  set_flag(fd, IPPROTO_TCP, TCP_NODELAY);
  set_flag(fd, SOL_SOCKET, SO_KEEPALIVE);
  set_value(fd, IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set_value(fd, IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set_value(fd, IPPROTO_TCP, TCP_KEEPCNT, 4);
}

}  // namespace

Listener::Listener(base::Descriptor socket) : socket_(std::move(socket)) {}

Listener Listener::open(const BindAddress& address) {
  switch (address.kind) {
    case BindAddress::Kind::descriptor: {
      Listener listener(take_inherited(address));
      listener.is_passed_ = true;
      prepare_connections(listener.fd());
      listener.address_ = bound_address(listener.fd());
      return listener;
    }
    case BindAddress::Kind::unix_path: {
      Listener listener(bind_unix(address));
      listener.path_ = address.path;
      struct stat file {};
      if (::lstat(address.path.c_str(), &file) == 0) listener.inode_ = file.st_ino;
      if (address.mode >= 0 &&
          ::chmod(address.path.c_str(), static_cast<mode_t>(address.mode)) != 0) {
        refuse_path(address.path, errno);
      }
      listener.listen(address);
      return listener;
    }
    case BindAddress::Kind::ipv4:
    case BindAddress::Kind::ipv6:
    case BindAddress::Kind::passed:
      break;
  }
  Listener listener(bind_tcp(address));
  prepare_connections(listener.fd());
  listener.listen(address);
  return listener;
}

std::vector<Listener> Listener::open_all(const BindAddress& address) {
  std::vector<Listener> listeners;
  if (address.kind != BindAddress::Kind::passed) {
    listeners.push_back(open(address));
    return listeners;
  }
  for (const int passed : passed_sockets()) {
    BindAddress one;
    one.kind = BindAddress::Kind::descriptor;
    one.descriptor = passed;
    listeners.push_back(open(one));
  }
  return listeners;
}

void Listener::listen(const BindAddress& address) {
  address_ = bound_address(fd());
  // Not bind() but this call fails with EADDRINUSE if another socket listens with SO_REUSEADDR.
  if (::listen(fd(), kBacklog) == 0) return;
  if (address.kind == BindAddress::Kind::unix_path) refuse_path(address.path, errno);
  refuse_bind(address, errno);
}

Listener::~Listener() {
  if (!socket_ || path_.empty()) return;
  struct stat file {};
  if (::lstat(path_.c_str(), &file) == 0 && file.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace carboy::core::server
