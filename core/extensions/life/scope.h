// Everything one loaded extension has registered. Registering only collects; activate() lets it
// serve, and unwind() undoes it all, newest first. So no extension writes code that unregisters.
//
// Thread rule: registering from the thread that starts the extension; life-cycle functions from the
// host's one life-cycle thread at a time; streams() from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/clock.h"
#include "core/app/contribution.h"
#include "core/app/owner.h"
#include "core/app/scheduler.h"
#include "core/extensions/life/coming_services.h"
#include "core/extensions/life/command.h"
#include "core/extensions/life/open_commands.h"
#include "core/extensions/life/open_streams.h"
#include "core/extensions/life/scope_services.h"
#include "core/extensions/life/scope_work.h"
#include "core/services/registry.h"
#include "core/signals/registry.h"

namespace carboy::core::extensions {

// The registries that the scopes of one app register in.
struct Registries {
  explicit Registries(signals::OnFault on_fault = {}) : signals(std::move(on_fault)) {}

  app::OwnerPool owners;
  services::Registry services;
  signals::Registry signals;
  app::Scheduler scheduler;
  app::Clock clock;
  OpenStreams list_streams;  // those that keep a generation, since they have seen its providers
  ComingServices coming;
};

// Text for the operator, made when the app's sockets are bound. Returns false on failure; the
// thread's failure says why.
using Announcement = std::function<bool(std::string_view base_url, std::string& text)>;

class Scope {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // REQUIRES: unwound before it is destroyed.
  Scope(Registries& registries, std::string name, std::string version);

  // ---- registering ----
  app::Contribution& contribution() noexcept { return contribution_; }
  const app::Contribution& contribution() const noexcept { return contribution_; }
  void add_slot(signals::Signal& signal, std::unique_ptr<signals::Slot> slot);
  // Throws base::Error if this scope already provides the service, or if its manifest does not
  // declare it. `drop` may be null.
  void add_service(services::Service& service, std::uint32_t minor, void* object,
                   std::function<void()> drop);
  // Adds a provider of a service that has many. Throws base::Error if the manifest does not declare
  // it, or if another extension is the only provider of the service. `drop` may be null.
  void add_provider(const app::ProviderEntry& provider, std::function<void()> drop);
  // Returns the command, to describe it further while the extension starts.
  Command& add_command(Command command);

  // ---- life ----
  // Provides the services and connects the slots; each replaces the one of `old` (which may be
  // null) in one step.
  void take_over(Scope* old);
  // Closes the scope for new requests, ends its timers, and asks its background work to end.
  void close();
  // Waits until no request, response body, slot, service call, timer task or background work is
  // inside. Returns false at the deadline.
  bool drain(Deadline deadline);
  // Frees everything, newest first. REQUIRES: closed and drained.
  void unwind();
  // Names what the registries still hold of it; empty if there is nothing. REQUIRES: closed and
  // drained, not unwound.
  std::string leaks() const;

  // ---- facts ----
  bool is_active() const noexcept { return active_; }  // whether take_over() was called
  const std::string& name() const noexcept { return owner_.name(); }
  const std::string& version() const noexcept { return owner_.version(); }
  app::Owner& owner() noexcept { return owner_; }
  Registries& registries() noexcept { return registries_; }
  const std::deque<Command>& commands() const noexcept { return commands_; }
  ScopeServices& services() noexcept { return services_; }
  const ScopeServices& services() const noexcept { return services_; }
  std::vector<Announcement>& announcements() noexcept { return announcements_; }
  OpenStreams& streams() noexcept { return streams_; }
  OpenCommands& open_commands() noexcept { return open_commands_; }
  ScopeWork& work() noexcept { return work_; }

 private:
  Registries& registries_;
  app::Owner& owner_;
  ScopeServices services_;
  app::Contribution contribution_;
  std::list<std::unique_ptr<signals::Slot>> slots_;
  std::vector<signals::Connection> connections_;
  std::deque<Command> commands_;  // a command's address never changes
  std::vector<Announcement> announcements_;
  ScopeWork work_;
  std::vector<std::function<void()>> undo_;  // oldest first
  std::vector<services::Registry::Departed> departed_offers_;
  std::vector<signals::Registry::Departed> departed_slots_;
  OpenStreams streams_;
  OpenCommands open_commands_;
  bool active_ = false;
};

// Returns what an extension tells the operator; a failure becomes a text, too.
std::vector<std::string> announcements_of(Scope& scope, const std::string& base_url);

}  // namespace carboy::core::extensions
