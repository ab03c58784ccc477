#include "core/server/connection/client.h"

#include <utility>

#include "core/server/proxy_protocol.h"

namespace carboy::core::server {

void Client::begin(PendingConnection& pending, bool proxy_protocol) noexcept {
  peer_ = std::move(pending.peer);
  key_ = pending.client;
  lane_ = FairQueue::lane_of(key_);
  has_slot_ = pending.kind == PendingConnection::Kind::admitted;
  awaits_proxy_header_ = has_slot_ && proxy_protocol;
}

void Client::release_slot(ConnectionTracker& tracker) noexcept {
  if (std::exchange(has_slot_, false)) tracker.release_slot(key_);
}

Client::Introduction Client::read_proxy_header(ClientSocket& socket, Context& context) {
  char bytes[ProxyHeader::kLongest];
  const std::size_t count = socket.peek(bytes);
  if (count == 0) {
    // A load balancer's health check connects and closes without a word.
    return socket.is_at_end() ? Introduction::failed : Introduction::waiting;
  }
  const ProxyHeader header = parse_proxy_header({bytes, count});
  switch (header.status) {
    case ProxyHeader::Status::need_more:
      if (!socket.has_finished()) return Introduction::waiting;
      report_no_proxy_header(context, peer_.host, "ended in the middle of its PROXY header");
      return Introduction::failed;
    case ProxyHeader::Status::malformed:
      report_no_proxy_header(context, peer_.host, "began with something other than a PROXY header");
      return Introduction::failed;
    case ProxyHeader::Status::complete:
      break;
  }
  socket.skip(bytes, header.size);
  awaits_proxy_header_ = false;
  return header.names_client ? become(header.client, context) : Introduction::complete;
}

Client::Introduction Client::become(const PeerAddress& peer, Context& context) {
  peer_ = peer;
  if (context.is_proxy(peer_.host)) return Introduction::complete;
  const ClientKey key = client_key(peer_.host);
  const ConnectionTracker::Answer answer = context.connection_tracker.assign_slot(key);
  lane_ = FairQueue::lane_of(key);
  if (answer.is_first) report_too_many(context, peer_.host);
  if (answer.slot == ConnectionTracker::Slot::taken) {
    key_ = key;
    return Introduction::complete;
  }
  release_slot(context.connection_tracker);
  return Introduction::too_many;
}

}  // namespace carboy::core::server
