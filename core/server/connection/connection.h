// One client's connection: a state machine over its socket.
//
// Thread rule: a connection belongs to its loop, or, while it is lent, to one worker; see `turn_`.
// Every public function is for the loop's thread, except wake().
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/app/application.h"
#include "core/server/client_key.h"
#include "core/server/context.h"
#include "core/server/deadlines.h"
#include "core/server/engine.h"
#include "core/server/connection/output.h"
#include "core/server/peer_address.h"
#include "core/server/connection/pending_connection.h"
#include "core/server/request_reader.h"
#include "core/server/response_head.h"
#include "core/server/connection/transfer_rate.h"

namespace carboy::core::server {

class Loop;

// What a connection needs only while a request is under way; loops keep a pool of them, so that an
// idle connection is small and a busy one allocates nothing.
struct Transaction {
  explicit Transaction(const Limits& limits) : reader(limits) {}
  RequestReader reader;
  Output output;
  app::Exchange exchange;
  TransferRate body_pace;
  TransferRate::Clock::time_point storing_since{};
  TransferRate write_pace;  // runs while the client takes less than there is
  // For Exchange::sent: where the response's body begins in all that output() takes, and what has
  // been put there of it, without the framing of chunks.
  std::uint64_t body_at = 0;
  std::uint64_t body_queued = 0;
  Refusal refusal;  // what the server itself has answered; status 0: it has not
};

// A connection's tag: the slot it has in its loop, below a generation.
constexpr std::uint64_t kSlotBits = 24;
constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << kSlotBits) - 1;

class Connection final : public app::Carrier, public Timed {
 public:
  Connection(Loop& loop, std::uint32_t slot);
  ~Connection();

  void open(PendingConnection& arrival) noexcept;
  bool is_open() const noexcept { return fd_ >= 0; }
  // Names this connection among all its loop ever had; what comes late for another one is dropped.
  std::uint64_t tag() const noexcept { return tag_; }

  void on_event(const Event& event) noexcept;
  void on_deadline() noexcept;
  void on_resumed() noexcept;  // a worker gave it back
  void on_woken() noexcept;    // see wake()
  void on_pause_over(std::uint32_t number) noexcept;
  // Goes on until it has to wait for something; also after its turn was over (Loop::again).
  void advance() noexcept;
  // The server stops: an idle connection is closed, an event stream ends.
  void drain() noexcept;
  // The grace period is over.
  void abort() noexcept;

  // Whom its seat is counted for.
  const ClientKey& client() const noexcept { return client_; }
  struct Standing {
    enum class Kind { busy, idle, begun };  // begun: a part of a request is here
    Kind kind = Kind::busy;
    Tick due = 0;  // the less, the longer it has been so
  };
  // May close it.
  Standing standing() noexcept;
  // The server is full: closes it when it is idle, answers 503 to a request that is not complete.
  // False: it cannot leave after all. REQUIRES: standing() was one of these.
  bool give_up_seat() noexcept;
  // Answers 503 to whatever comes, and closes; to be followed by advance().
  void reject(std::string_view sentence) noexcept;

  // app::Carrier. From any thread while the exchange is in flight.
  void wake() noexcept override;

 private:
  friend class StreamSink;

  enum class State : std::uint8_t {
    idle,     // between requests
    head,     // a part of a head is here
    body,     // a head is here, and a part of its body
    view,     // the app is at work
    write,    // the response is being written, all of it is known
    stream,   // ... or made while it is written
    closing,  // our last byte has left; what still comes is dropped
  };
  enum class WorkerTask : std::uint8_t { store, serve, pump, finish };  // what a worker is to do

  // Only the loop.
  bool step() noexcept;
  bool receive() noexcept;
  void note_begin() noexcept;
  void tell_refused() noexcept;
  bool fill() noexcept;
  bool read_proxy_header() noexcept;
  void take_client(const PeerAddress& client) noexcept;
  void close_unnamed(std::string_view what) noexcept;
  bool take_upload() noexcept;
  bool store_body() noexcept;
  void begin_body() noexcept;
  void excuse_storing() noexcept;
  void let_file_go() noexcept;
  bool wait_for_more() noexcept;
  bool wait_for_body() noexcept;
  bool wait_idle() noexcept;
  bool dispatch() noexcept;
  void refuse(const Refusal& refusal) noexcept;
  bool send_rest() noexcept;
  bool tend_stream() noexcept;
  bool send_file() noexcept;
  bool wait_writable(Output::Flushed flushed) noexcept;
  bool watch_reader() noexcept;
  std::int64_t acknowledged() noexcept;
  bool end_exchange() noexcept;
  bool drop_input() noexcept;
  void linger_on() noexcept;
  bool asks_for_head() noexcept;
  void close() noexcept;
  void set_deadline(std::chrono::milliseconds time) noexcept;
  bool lend(WorkerTask errand, bool anyway) noexcept;
  void cancel(const Event& event) noexcept;
  bool knock() noexcept;
  bool settle() noexcept;
  void taken_back() noexcept;

  // Only a worker.
  void work() noexcept;
  void store_piece() noexcept;
  void serve() noexcept;
  void pump() noexcept;
  void give_back() noexcept;
  void hand_over() noexcept;

  // Whoever owns it.
  void enter(State state) noexcept;
  void answer_busy() noexcept;
  void displaced() noexcept;
  void answer() noexcept;
  bool is_cancelled() noexcept;
  bool must_stop_stream() noexcept;
  void next_piece() noexcept;
  void note_sent() noexcept;
  void leave_upload() noexcept;
  void finish_exchange() noexcept;
  app::Exchange& exchange() noexcept { return transaction_->exchange; }
  RequestReader& reader() noexcept { return transaction_->reader; }
  Output& output() noexcept { return transaction_->output; }

  // Who owns the connection, and whether something came for the loop while a worker did.
  //
  // 1. The loop lends: it stores kLent (with kKnocked when the socket may already hold unread
  //    input) and queues the job; the pool's mutex makes all it wrote visible to the worker.
  // 2. An event for a lent connection: the loop notes it in members of its own and adds kKnocked by
  //    one read-modify-write. When that finds kLent, the worker has still to release and will find
  //    kKnocked; else the worker has released, and the loop owns the connection from here on
  //    (acquire, paired with the release in 3).
  // 3. The worker is done and needs nothing of the loop: it replaces exactly kLent by 0 (release).
  //    With kKnocked there that fails, and the worker mails instead.
  // 4. The worker mails, kLent still set, when something is left to do. From the mail's delivery on
  //    the loop owns the connection; the mailbox's mutex makes all the worker wrote visible.
  // 5. The changes of turn_ have one order, so an event comes either before the replacement of 3,
  //    which then fails and mails, or after it, and then 2 takes over: no event is lost, and a
  //    pooled request on a quiet connection costs no mail.
  // 6. A released connection that stays quiet is taken back at the wheel's next tick, for which
  //    every lent one is put down. Only the loop closes descriptors, so fd_ is valid in between.
  std::atomic<std::uint32_t> turn_{0};
  static constexpr std::uint32_t kLent = 1;
  static constexpr std::uint32_t kKnocked = 2;

  Loop& loop_;
  Context& context_;
  std::uint64_t tag_;
  int fd_ = -1;
  PeerAddress peer_;
  ClientKey client_;
  std::unique_ptr<Transaction> transaction_;  // replaced by the loop only

  // The loop's own.
  TransferRate::Clock::time_point linger_ends_{};
  bool lent_ = false;      // ... at least until turn_ says otherwise
  bool may_read_ = false;  // the socket may hold unread input: no event will come for it
  bool finished_ = false;  // the client has finished sending, says an event
  bool eof_ = false;       // ... and all it sent was read
  bool gone_ = false;      // the client takes nothing any more, says an event
  bool shut_ = false;      // we have finished sending
  bool paused_ = false;
  bool seated_ = false;   // the connection_tracker counts it
  bool unnamed_ = false;  // its PROXY header is still to come
  std::uint32_t pause_number_ = 0;

  // The owner's.
  State state_ = State::idle;
  // The loop may look at it while it is lent.
  std::atomic<WorkerTask> errand_{WorkerTask::serve};
  bool timed_ = false;      // the state's deadline is running
  bool was_asked_ = false;  // for anything, yet
  bool has_begun_ = false;  // a first head, or a blank line
  bool uploads_ = false;    // the connection_tracker counts its body
  bool in_flight_ = false;  // prepare() was called, finish() not yet
  bool may_block_ = false;  // the exchange's end may run code that blocks
  bool broken_ = false;     // nothing can or shall be written any more
  bool reset_ = false;      // ... and the client must not take the end for a good one
  bool stream_done_ = false;
  WorkerPool::Lane lane_ = 0;
  std::uint32_t ahead_ = 0;  // answers in a row behind whose request more was here
  ResponsePlan plan_;
  std::chrono::nanoseconds pause_{0};  // asked for by the stream
};

}  // namespace carboy::core::server
