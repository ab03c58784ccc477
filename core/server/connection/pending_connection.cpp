#include "core/server/connection/pending_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "core/server/response_head.h"

namespace carboy::core::server {

void take_slot(Context& context, PendingConnection& pending) {
  using Kind = PendingConnection::Kind;
  const ConnectionTracker::Answer answer = context.connection_tracker.take_slot(pending.client);
  switch (answer.slot) {
    case ConnectionTracker::Slot::taken:
      pending.kind = Kind::admitted;
      break;
    case ConnectionTracker::Slot::full:
      pending.kind = Kind::waiting;
      break;
    case ConnectionTracker::Slot::too_many:
      pending.kind = Kind::too_many;
      break;
  }
  if (answer.is_first) report_too_many(context, pending.peer.host);
}

void reject_now(const Context& context, int fd, const PeerAddress& peer,
                std::string_view sentence) noexcept {
  std::string answer;
  write_error(answer, 503, sentence, {.extra_fields = "Retry-After: 1\r\n"});
  const ssize_t sent = ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(fd, SHUT_WR);
  // The kernel sends a reset if a socket is closed with unread input.
  char dropped[4096];
  for (int reads = 0; reads < 16; ++reads) {
    if (::recv(fd, dropped, sizeof dropped, MSG_DONTWAIT) <= 0) break;
  }
  ::close(fd);
  app::RefusedRequest refused;
  refused.peer = {peer.host, peer.port, peer.secure};
  refused.status = 503;
  refused.reason = sentence;
  refused.body_bytes = sent > 0 ? sentence.size() + 1 : 0;
  context.application.refused(refused);
}

void report_full(Context& context) {
  const auto count = context.full.count_event();
  if (!count) return;
  context.report(
      "All " + std::to_string(context.options.max_connections) +
      " connections are in use and none is idle: " + std::to_string(*count) +
      " got a 503 since the last such message. Raise [server] max_connections if clients "
      "are many; \"ss -tn\" shows who they are.");
}

void report_too_many(const Context& context, std::string_view address) {
  context.report(
      std::string(address) + " has " + std::to_string(context.options.max_connections_per_client) +
      " connections open, the most that one client may have; further ones get a 503. If it "
      "is a proxy, name it in [server] trusted_proxies; else [server] "
      "max_connections_per_client is the limit.");
}

void report_no_proxy_header(Context& context, std::string_view address, std::string_view what) {
  const auto count = context.no_proxy_header.count_event();
  if (!count) return;
  context.report(
      "A connection from " + std::string(address) + " " + std::string(what) + " and was closed; " +
      std::to_string(*count) +
      " since the last such message. With [server] proxy_protocol each has to begin with a "
      "PROXY header (nginx: \"proxy_protocol on\", haproxy: \"send-proxy-v2\").");
}

}  // namespace carboy::core::server
