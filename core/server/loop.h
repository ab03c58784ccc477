// One event loop: its connections, their deadlines, and a mailbox for the other threads.
//
// Thread rule: the functions under "From any thread" are; all others belong to the loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/base/descriptor.h"
#include "core/server/connection/connection.h"
#include "core/server/connection_evictor.h"
#include "core/server/context.h"
#include "core/server/deadlines.h"
#include "core/server/engine.h"
#include "core/server/connection/pending_connection.h"

namespace carboy::core::server {

class Loop final : public EventHandler {
 public:
  // Joins the context's loops. Throws base::Error when the system is out of file descriptors.
  Loop(Context& context, std::string name);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // From any thread.
  void adopt(PendingConnection arrival);  // a new connection; the connection_tracker has counted it
  void resume(std::uint64_t tag);         // a worker gives a connection back
  void look_at(std::uint64_t tag);        // a stream was cancelled
  void close_some();                      // the process is out of descriptors: some that are idle
  void drain();                           // see Connection::drain()
  void abort();                           // see Connection::abort()

  // EventHandler
  void attach(Watcher& watcher) override;
  void on_events(std::span<const Event> events) noexcept override;

  // For connections.
  Context& context() noexcept { return context_; }
  std::unique_ptr<Transaction> take_transaction();
  void give_back(std::unique_ptr<Transaction> transaction) noexcept;
  void set_deadline(Connection& connection, std::chrono::milliseconds time) noexcept;
  void clear_deadline(Connection& connection) noexcept;
  void pause(Connection& connection, std::chrono::nanoseconds delay, std::uint32_t number);
  void again(Connection& connection);  // advance() it after the other events
  void closed(Connection& connection) noexcept;

 private:
  struct Mail {
    enum class Kind { begin, adopt, resume, look_at, close_some, drain, abort };
    Kind kind;
    std::uint64_t tag = 0;
    PendingConnection arrival = {};
  };

  void post(Mail mail);
  void notify() noexcept;
  void read_mail();
  void deliver(Mail& mail);
  void open(PendingConnection& arrival);
  bool find_seat(PendingConnection& arrival);
  bool has_room_to_stand(const PendingConnection& arrival);
  Connection* find(std::uint64_t tag) noexcept;
  template <class Action>
  void for_each_open(Action action);
  void on_tick() noexcept;
  void on_pauses();
  void arm_pauses() noexcept;
  Tick current_tick() const noexcept;

  Context& context_;
  const std::size_t number_;  // among the context's loops
  const std::string name_;
  Watcher* watcher_ = nullptr;
  base::Descriptor bell_;         // rings when there is mail
  base::Descriptor ticker_;       // rings every tenth of a second while there are deadlines
  base::Descriptor pause_timer_;  // rings when the first pause is over
  bool ticking_ = false;

  std::mutex mutex_;
  std::vector<Mail> mail_;
  std::vector<Mail> reading_;
  std::vector<std::uint64_t> again_;
  std::vector<std::uint64_t> again_now_;

  DeadlineWheel wheel_;
  PauseQueue pauses_;
  ConnectionEvictor vacancy_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::unique_ptr<Transaction>> transactions_;
};

}  // namespace carboy::core::server
