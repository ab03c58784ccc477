// The life of a request, and the publishing of generations.
//
// Thread rule: prepare(), handle(), finish() from any thread, as application.h says; publish() from
// one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/application.h"
#include "core/app/contribution.h"
#include "core/app/generation.h"
#include "core/app/route_finder.h"
#include "core/base/published.h"
#include "core/signals/registry.h"

namespace carboy::core::app {

// A line for the log about a request that failed.
struct FaultReport {
  const Owner* owner = nullptr;  // whose code it was; null: the host's own
  std::string_view method, path;
  int status = 500;
  const Failure* failure = nullptr;
};

// What the host's own signals carry to their slots.
struct RequestEvent {
  Exchange& exchange;
  std::string_view text;  // got_request_exception: the message
};

struct KernelOptions {
  routing::MapOptions routing;
  std::string server_name;  // of the app, for URLs outside of requests; empty: none
  bool debug = false;       // shows a failure's message to the client
  CallWrapper call_wrapper = nullptr;
  std::function<void(const FaultReport&)> on_fault;
};

class Kernel final : public Application {
 public:
  // The names and signatures of the host's own signals.
  static constexpr std::string_view kRequestStarted = "carboy.request_started";
  static constexpr std::string_view kRequestFinished = "carboy.request_finished";
  static constexpr std::string_view kGotRequestException = "carboy.got_request_exception";
  static constexpr std::string_view kRequestTearingDown = "carboy.request_tearing_down";

  Kernel(KernelOptions options, signals::Registry& signals);

  Place prepare(Exchange& exchange) noexcept override;
  void handle(Exchange& exchange) noexcept override;
  void finish(Exchange& exchange) noexcept override;

  // The next generation, made of these contributions. Throws as Generation's constructor.
  std::unique_ptr<const Generation> build(std::span<const Contribution* const> contributions,
                                          std::function<bool(const WrapperUse&)> is_provided) const;
  // Makes it the current one, in one step.
  void publish(std::unique_ptr<const Generation> next);

  // True once no request runs any more in a generation that was replaced before the call; false
  // when `deadline` came first. Frees those that are done.
  bool wait_for_old_generations(std::chrono::steady_clock::time_point deadline);

  base::Published<Generation>::Lease generation() const noexcept { return current_.read(); }
  // The URL of an endpoint; see routing. `base_url` is used outside of a request.
  const KernelOptions& options() const noexcept { return options_; }

 private:
  Place place_of(const Exchange& exchange) const noexcept;
  void run(Exchange& exchange) noexcept;
  bool run_before_hooks(Exchange& exchange) noexcept;
  void run_view(Exchange& exchange) noexcept;
  void run_after_hooks(Exchange& exchange) noexcept;
  void run_teardown(Exchange& exchange) noexcept;
  void answer_early(Exchange& exchange) noexcept;
  // Turns the thread's failure into a response by the handlers, or a plain page.
  void answer_failure(Exchange& exchange, const Owner* owner) noexcept;
  bool try_handlers(Exchange& exchange, const Failure& failure) noexcept;
  const CompiledBlueprint& level_of(const Exchange& exchange) const noexcept;

  KernelOptions options_;
  signals::Signal& request_started_;
  signals::Signal& request_finished_;
  signals::Signal& got_request_exception_;
  signals::Signal& request_tearing_down_;

  base::Published<Generation> current_;
  std::uint64_t last_number_ = 0;
  std::mutex retired_mutex_;
  std::vector<base::Published<Generation>::Retired> retired_;
};

}  // namespace carboy::core::app
