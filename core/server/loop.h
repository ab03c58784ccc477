// An event loop: its connections, their deadlines, and a mailbox for the other threads.
//
// Thread rule: the functions under "From any thread" are safe there; all others belong to the
// loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/server/connection/connection.h"
#include "core/server/connection/pending_connection.h"
#include "core/server/connection/transaction.h"
#include "core/server/connection_evictor.h"
#include "core/server/context.h"
#include "core/server/engine.h"
#include "core/server/loop_timers.h"
#include "core/server/mailbox.h"

namespace carboy::core::server {

class Loop final : public EventHandler {
 public:
  // Joins the context's loops. Throws base::Error if the process is out of file descriptors.
  Loop(Context& context, std::string name);

  // From any thread. Each posts a message to the loop.
  // Serves a new connection, which the connection tracker has counted.
  void adopt(PendingConnection pending);
  // Gives the transaction of a connection back to the loop.
  void post_back(std::uint64_t tag);
  // Advances a connection whose stream was cancelled.
  void wake(std::uint64_t tag);
  // Closes some idle connections, since the process is out of file descriptors.
  void close_some();
  void drain();  // see Connection::drain()
  void abort();  // see Connection::abort()

  // EventHandler
  void attach(Watcher& watcher) override;
  void on_events(std::span<const Event> events) noexcept override;

  // For connections.
  Context& context() noexcept { return context_; }
  TransactionPool& transactions() noexcept { return transactions_; }
  DeadlineTimer& deadlines() noexcept { return deadlines_; }
  PauseTimer& pauses() noexcept { return pauses_; }
  // Calls connection.advance() after the other events.
  void again(Connection& connection) { again_.push_back(connection.tag()); }
  // The connection has closed its socket; its index may be used again.
  void on_closed(Connection& connection) noexcept;

 private:
  void read_mail();
  void deliver(Message& message);
  bool admit(PendingConnection& pending);
  bool may_be_unadmitted(const PendingConnection& pending);
  void open(PendingConnection& pending);
  Connection* find(std::uint64_t tag) noexcept;
  template <class Action>
  void for_each_open(Action action);

  Context& context_;
  const std::size_t number_;  // among the context's loops
  const std::string name_;
  Watcher* watcher_ = nullptr;
  Mailbox mailbox_;
  DeadlineTimer deadlines_;
  PauseTimer pauses_;
  TransactionPool transactions_;
  ConnectionEvictor evictor_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::uint32_t> free_;  // indices into connections_
  std::vector<std::uint64_t> again_;
  std::vector<std::uint64_t> again_now_;
};

}  // namespace carboy::core::server
