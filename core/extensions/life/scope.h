// Everything one loaded extension has registered. Registering only collects; activate() lets it
// serve, and unwind() undoes it all, newest first. Nobody writes an unregister.
//
// Thread rule: registering from the thread that starts the extension; life-cycle functions from the
// host's one life-cycle thread at a time; streams may be added and removed from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/background.h"
#include "core/app/clock.h"
#include "core/app/contribution.h"
#include "core/app/owner.h"
#include "core/app/scheduler.h"
#include "core/services/registry.h"
#include "core/signals/registry.h"

namespace carboy::core::extensions {

// Where scopes put what they hold.
struct Registries {
  explicit Registries(signals::OnFault on_fault = {}) : signals(std::move(on_fault)) {}

  app::OwnerPool owners;
  services::Registry services;
  signals::Registry signals;
  app::Scheduler scheduler;
  app::Clock clock;
};

// One run of a command, as the command sees it.
class CommandLine {
 public:
  virtual const std::vector<std::string>& arguments() const = 0;
  virtual void print(std::string_view line) = 0;
  virtual void print_error(std::string_view line) = 0;

 protected:
  ~CommandLine() = default;
};

struct Command {
  std::string name;
  std::string help;
  std::function<bool(CommandLine&)> run;  // false: failed, the thread's failure says why
};

class Scope {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  Scope(Registries& registries, std::string name, std::string version);
  // REQUIRES: unwound.
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  // ---- registering ----
  app::Contribution& contribution() noexcept { return contribution_; }
  const app::Contribution& contribution() const noexcept { return contribution_; }
  void add_slot(signals::Signal& signal, std::unique_ptr<signals::Slot> slot);
  // What the manifest says it provides; nothing else may be provided from then on.
  struct Declared {
    std::string name;
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
  };
  void declare(std::vector<Declared> services) { declared_ = std::move(services); }
  // Throws base::Error when this scope provides the service already, or its manifest does not say
  // so. `drop` may be null.
  void add_service(services::Slot& slot, std::uint32_t minor, void* object,
                   std::function<void()> drop);
  void add_command(Command command);
  void add_timer(std::chrono::nanoseconds period, std::function<void()> task);
  void add_background(std::string name, app::Background::Work work);
  void add_stop(std::function<void()> callback);
  // Remembers that this extension counts on a service in at least that minor version.
  void add_need(services::Slot& slot, std::uint32_t minor) { needs_.push_back({&slot, minor}); }

  // ---- life ----
  // Offers the services and connects the slots in the place of `old`'s (may be null), each service
  // and signal in one step.
  void take_over(Scope* old);
  // Starts timers and background work.
  void start_work();
  // Ends timers and asks background work to end; no new request enters.
  void close();
  // True once nobody is inside: no request, body, slot, service call, task or work.
  bool drain(Deadline deadline);
  // Cancels streams that are being sent; all, or only those of server-sent events.
  void cancel_streams(bool only_events);
  std::size_t open_streams() const;
  // Runs what was registered with add_stop. May block for ever.
  void run_stop_callbacks();
  // Frees everything, newest first. REQUIRES: closed and drained.
  void unwind();
  // What of it the registries still hold, or empty. REQUIRES: closed and drained, not unwound.
  std::string leaks() const;

  // ---- facts ----
  const std::string& name() const noexcept { return owner_.name(); }
  const std::string& version() const noexcept { return owner_.version(); }
  app::Owner& owner() noexcept { return owner_; }
  const std::vector<Command>& commands() const noexcept { return commands_; }
  bool provides(const services::Slot& slot) const { return offers(slot, 0); }
  // Whether it provides a service in at least that minor version.
  bool offers(const services::Slot& slot, std::uint32_t minor) const;
  // What `other` counts on, that `this` provides, and `next` would not (in that minor version):
  // a sentence, or empty.
  std::string broken_need(const Scope& other, const Scope& next) const;
  std::size_t service_count() const noexcept { return services_.size(); }

  // ---- streams ----
  // Keeps an exchange whose body is made by this extension, so that it can be cancelled.
  void stream_opened(app::Exchange& exchange, bool event_stream);
  void stream_closed(app::Exchange& exchange);

 private:
  struct Provided {
    services::Slot* slot;
    std::uint32_t minor;
    void* object;
  };
  struct Timer {
    std::chrono::nanoseconds period;
    std::function<void()> task;
    app::Scheduler::Id id = 0;
  };
  void on_unwind(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

  Registries& registries_;
  app::Owner& owner_;
  const std::string name_;
  app::Contribution contribution_;
  std::list<std::unique_ptr<signals::Slot>> slots_;
  std::vector<signals::Connection> connections_;
  struct Need {
    services::Slot* slot;
    std::uint32_t minor;
  };
  std::optional<std::vector<Declared>> declared_;
  std::vector<Provided> services_;
  std::vector<Need> needs_;
  std::vector<Command> commands_;
  std::list<Timer> timers_;
  std::list<app::Background> background_;
  std::vector<std::function<void()>> stops_;
  std::vector<std::function<void()>> undo_;
  std::vector<services::Registry::Departed> departed_offers_;
  std::vector<signals::Registry::Departed> departed_slots_;
  bool active_ = false;

  mutable std::mutex streams_mutex_;
  std::set<std::pair<app::Exchange*, bool>> streams_;
};

}  // namespace carboy::core::extensions
