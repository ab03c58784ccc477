// One request on a connection and its response. It holds what a connection needs only from the
// first byte of a request to the last byte of the response. Each loop keeps a pool of transactions,
// so that an idle connection is small and a busy one allocates nothing.
//
// Thread rule: a transaction belongs to its loop's thread, or, while it is lent, to one worker; see
// handover.h. Of the connection itself a worker uses only the descriptor and the client.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/app/application.h"
#include "core/server/connection/client.h"
#include "core/server/connection/client_socket.h"
#include "core/server/connection/handover.h"
#include "core/server/connection/request_intake.h"
#include "core/server/connection/response_writer.h"
#include "core/server/context.h"
#include "core/server/engine.h"

namespace carboy::core::server {

class Loop;

class Transaction final : public app::Carrier {
 public:
  explicit Transaction(Loop& loop);

  // Begins to serve the connection `tag`. `socket` and `client` are its own; they live until end().
  void begin(ClientSocket& socket, std::uint64_t tag, Client& client) noexcept;
  // Reports a refusal that was not sent to its end, and frees what the request held.
  void end() noexcept;

  // The loop's thread. REQUIRES, except for handover(), abort() and cancel(): it is not lent.
  Handover& handover() noexcept { return handover_; }
  RequestIntake& intake() noexcept { return intake_; }
  ResponseWriter& writer() noexcept { return writer_; }

  // What the connection does next.
  enum class Next : std::uint8_t {
    repeat,        // call proceed() again
    lent,          // wait until the worker has finished
    sent_nothing,  // wait until the socket takes more; it took nothing
    sent_some,     // wait until the socket takes more
    sent_enough,   // call proceed() after the other connections had their turn
    paused,        // wait until the pause is over
    held,          // pause for kHeldPause, then call proceed(): the app cannot take the request yet
    finished,      // the response has left; the next request may begin
  };
  static constexpr std::chrono::milliseconds kHeldPause{2};
  // Passes the request to the app: on this thread if the view does not block, else on a worker.
  Next dispatch() noexcept;
  // Lends the transaction to a worker that writes a part of the request's body to the disk.
  Next store() noexcept;
  // Begins an error response (400, 408, 503 and others) without the app.
  void refuse(const Refusal& refusal) noexcept;
  // Goes on with the response, or with a request that is held. `is_paused` means that its pause is
  // not over.
  Next proceed(bool is_paused) noexcept;
  // Returns whether the response is broken and the app has finished with it.
  bool is_dead() const noexcept { return writer_.is_broken() && !is_in_flight_; }
  // Breaks off the response. If a worker has the transaction, this cancels the exchange and shuts
  // the socket, which the worker will notice.
  void abort() noexcept;
  // Cancels the exchange, since an event has reported that the client has finished sending or is
  // gone.
  void cancel(const Event& event) noexcept;

  // app::Carrier. May be called from any thread while the exchange is in flight.
  void wake() noexcept override;

 private:
  enum class Task : std::uint8_t { store, serve, pump, finish };

  // The loop's thread.
  Next pass_on() noexcept;
  bool lend(Task task) noexcept;
  Next lend_rest(Task task) noexcept;
  void report_refused() noexcept;

  // A worker.
  void work() noexcept;
  void serve() noexcept;
  void pump() noexcept;
  void release() noexcept;

  // The owner.
  void answer() noexcept;
  void answer_busy() noexcept;
  void finish() noexcept;

  Loop& loop_;
  Context& context_;
  ClientSocket* socket_ = nullptr;
  std::uint64_t tag_ = 0;
  Client* client_ = nullptr;
  Handover handover_;
  std::atomic<Task> task_{Task::serve};  // the loop may look at it while a worker has the rest
  RequestIntake intake_;
  app::Exchange exchange_;
  ResponseWriter writer_;
  Refusal refusal_;              // what the server answers without the app; status 0: none
  std::uint32_t pipelined_ = 0;  // consecutive responses with pipelined input after their request
  bool is_in_flight_ = false;    // Application::prepare() was called, finish() was not
  bool is_held_ = false;         // the app has said Place::later
  bool may_block_ = false;       // code that the exchange's end runs may block
  bool is_finished_ = false;
};

// The transactions of one loop that no connection uses at the moment.
//
// Thread rule: belongs to the loop's thread.
class TransactionPool {
 public:
  explicit TransactionPool(Loop& loop) noexcept : loop_(loop) {}
  // Begins a transaction for the connection `tag`.
  std::unique_ptr<Transaction> take(ClientSocket& socket, std::uint64_t tag, Client& client);
  // Ends the transaction, and keeps it if the pool has few.
  void give_back(std::unique_ptr<Transaction> transaction) noexcept;

 private:
  Loop& loop_;
  std::vector<std::unique_ptr<Transaction>> kept_;
};

}  // namespace carboy::core::server
