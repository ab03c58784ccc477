#include "core/server/engine.h"

#include <pistache/reactor.h>

#include <exception>
#include <string>

#include "core/base/error.h"

namespace carboy::core::server {

namespace aio = Pistache::Aio;
namespace polling = Pistache::Polling;

// Pistache clones the handler once for each of its threads. This is not a Tcp::Transport, since
// that loses wake-ups, reads 4 KiB at a time and keeps a map of peers
// (docs/decisions/005-transport.md).
class Engine::Handler : public aio::Handler, public Watcher {
 public:
  explicit Handler(std::span<EventHandler* const> targets) : targets_(targets) {}

  std::shared_ptr<aio::Handler> clone() const override {
    const auto one = std::make_shared<Handler>(targets_);
    one->target_ = targets_[next_++];
    return one;
  }

  void registerPoller(polling::Epoll& poller) override {
    poller_ = &poller;
    target_->attach(*this);
  }

  void watch(int fd, std::uint64_t tag) override {
    using polling::NotifyOn;
    const Pistache::Flags<NotifyOn> interest(NotifyOn::Read | NotifyOn::Write | NotifyOn::Shutdown);
    try {
      poller_->addFd(fd, interest, polling::Tag(tag), polling::Mode::Edge);
    } catch (const std::exception&) {
      throw base::Error("The kernel cannot watch another descriptor (fs.epoll.max_user_watches).");
    }
  }

  void onReady(const aio::FdSet& ready) override {
    // FdSet::Entry hides the flag for "the other side has finished", so this casts to its base.
    using Raw = const polling::Event&;
    events_.clear();
    for (const aio::FdSet::Entry& entry : ready) {
      const auto& flags = Raw(entry).flags;
      events_.push_back({entry.getTag().value(), entry.isReadable(), entry.isWritable(),
                         flags.hasFlag(polling::NotifyOn::Shutdown), entry.isHangup()});
    }
    target_->on_events(events_);
  }

 private:
  std::span<EventHandler* const> targets_;
  mutable std::size_t next_ = 0;
  EventHandler* target_ = nullptr;
  polling::Epoll* poller_ = nullptr;
  std::vector<Event> events_;
};

struct Engine::Implementation {
  std::vector<EventHandler*> targets;
  std::shared_ptr<aio::Reactor> reactor = aio::Reactor::create();
};

Engine::Engine(std::span<EventHandler* const> handlers)
    : implementation_(std::make_unique<Implementation>()) {
  implementation_->targets.assign(handlers.begin(), handlers.end());
  try {
    implementation_->reactor->init(aio::AsyncContext(handlers.size()));
    implementation_->reactor->addHandler(std::make_shared<Handler>(implementation_->targets));
  } catch (const std::exception&) {
    throw base::Error("An event loop cannot start: too many open files? (ulimit -n)");
  }
}

Engine::~Engine() { implementation_->reactor->shutdown(); }

void Engine::run() {
  try {
    implementation_->reactor->run();
  } catch (const std::exception&) {
    throw base::Error(
        "The system refused the threads of the event loops. Ask for fewer with [server] loops, or "
        "raise the limit (ulimit -u).");
  }
}

}  // namespace carboy::core::server
