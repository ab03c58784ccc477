// What a proxy says first about the client whose connection it passes on.
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "core/server/connection/connection.h"
#include "core/server/loop.h"
#include "core/server/proxy_protocol.h"

namespace carboy::core::server {

// The header is looked at where it lies, in the kernel, and taken once all of it is there: so the
// reader of requests never sees a byte of it. False: the connection waits, or is closed.
bool Connection::read_proxy_header() noexcept {
  char bytes[ProxyHeader::kLongest];
  const ssize_t count = ::recv(fd_, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
  if (count < 0 && errno == EINTR) return read_proxy_header();
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    may_read_ = false;
    return false;
  }
  if (count <= 0) {
    close();  // a proxy that only looks whether somebody is there
    return false;
  }
  const ProxyHeader header = parse_proxy_header({bytes, static_cast<std::size_t>(count)});
  switch (header.status) {
    case ProxyHeader::Status::need_more:
      may_read_ = false;
      if (finished_ || gone_) close_unnamed("ended in the middle of its PROXY header");
      return false;
    case ProxyHeader::Status::malformed:
      close_unnamed("began with something else than a PROXY header");
      return false;
    case ProxyHeader::Status::complete:
      break;
  }
  ::recv(fd_, bytes, header.size, MSG_DONTWAIT);
  unnamed_ = false;
  state_ = State::idle;  // the time of the first head runs on
  if (header.names_client) take_client(header.client);
  return true;
}

void Connection::take_client(const PeerAddress& client) noexcept {
  peer_ = client;
  if (context_.is_proxy(peer_.host)) return;
  const ClientKey key = client_key(peer_.host);
  const ConnectionTracker::Answer answer = context_.connection_tracker.name_seat(key);
  lane_ = FairQueue::lane_of(key);
  if (answer.is_news) report_too_many(context_, peer_.host);
  if (answer.seat == ConnectionTracker::Seat::taken) {
    client_ = key;
  } else {
    reject(kTooManyOfOne);
  }
}

void Connection::close_unnamed(std::string_view what) noexcept {
  report_unnamed(context_, peer_.host, what);
  close();
}

}  // namespace carboy::core::server
