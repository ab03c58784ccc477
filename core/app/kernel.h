// The application that the server calls. It finds the route of each request, runs the request, and
// publishes generations.
//
// Thread rule: as application.h describes; publish() may be called by one thread at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/application.h"
#include "core/app/contribution.h"
#include "core/app/cors.h"
#include "core/app/generation.h"
#include "core/app/health.h"
#include "core/app/host_signals.h"
#include "core/app/pages/stored_pages.h"
#include "core/app/request_id.h"
#include "core/app/request_life.h"
#include "core/app/request_observer.h"
#include "core/app/request_options.h"
#include "core/app/request_steps.h"
#include "core/app/timing/slow_views.h"
#include "core/app/unit.h"
#include "core/base/rcu_ptr.h"
#include "core/signals/registry.h"

namespace carboy::core::app {

struct KernelOptions : LifeOptions {
  routing::MapOptions routing;
  RequestOptions request;
  std::string server_name;  // host name for URLs built outside a request; may be empty
  std::optional<CorsOptions> cors;
  std::string health_path;  // path of the health check; empty for none
  RequestIdAnswer request_id = RequestIdAnswer::proxied;
  RequestObserver* observer = nullptr;         // lives longer than the kernel; may be null
  std::chrono::milliseconds slow_view{5'000};  // time after which a view is reported; 0: never
  SlowViews::Report on_slow_view;
  std::vector<WrapRule> wraps;             // in the order of app.toml
  AskWrapper ask_wrapper = nullptr;        // null: every wrapper runs around its views
  std::size_t page_memory = 64ULL << 20U;  // most bytes of stored pages; 0: none is stored
  const Clock* clock = nullptr;            // by which pages age; null: the system's
};

class Kernel final : public Application {
 public:
  Kernel(KernelOptions options, signals::Registry& signals);

  Place prepare(Exchange& exchange) noexcept override;
  void handle(Exchange& exchange) noexcept override;
  void finish(Exchange& exchange) noexcept override;
  void refused(const RefusedRequest& request) noexcept override;

  // Returns the next generation, made of these contributions. `listed` names the extensions in the
  // order of app.toml. Throws like Generation's constructor. One thread at a time, as publish().
  std::unique_ptr<const Generation> build(std::span<const Contribution* const> contributions,
                                          std::function<bool(const WrapperUse&)> is_provided,
                                          std::span<const std::string> listed = {},
                                          MayLackWrapper may_lack_wrapper = nullptr);
  // Makes `next` the current generation in one step.
  void publish(std::unique_ptr<const Generation> next);

  // Waits until no request uses a generation that was replaced before the call. Returns false if
  // `deadline` passed first. Frees the generations that no request uses.
  bool wait_for_old_generations(std::chrono::steady_clock::time_point deadline);

  // Makes all new requests wait until release(), for an extension whose functions run for every
  // request; wait_until_unused() waits for those that began before. A request enters a generation,
  // then looks whether it must wait; the thread that holds stores, then counts.
  void hold() noexcept { held_.store(true, std::memory_order_seq_cst); }
  void release() noexcept { held_.store(false, std::memory_order_seq_cst); }

  // Waits until no request uses any generation. Returns false if `deadline` passed first. REQUIRES:
  // hold().
  bool wait_until_unused(std::chrono::steady_clock::time_point deadline) {
    return wait_for_old_generations(deadline) && current_.wait_for_readers(deadline);
  }

  base::RcuPtr<Generation>::Lease generation() const noexcept { return current_.read(); }
  // Returns the lists of providers that `unit` sees, which is this thread's current one.
  const ProviderLists& lists_of(Unit& unit) const noexcept;
  const KernelOptions& options() const noexcept { return options_; }
  pages::PageStore& pages() noexcept { return pages_.store(); }
  // Returns the time by which pages age, in nanoseconds since 1970.
  std::int64_t now() const noexcept { return pages_.now(); }

 private:
  Place place_of(Exchange& exchange) noexcept;
  static Place place_of_view(const RequestState& state, const CompiledBlueprint& level,
                             bool is_quiet) noexcept;
  void keep_names(RequestState& state) const;
  // Counts a request of `duration` ticks for its route and its extension.
  static void count(const Exchange& exchange, std::uint64_t duration) noexcept;

  KernelOptions options_;
  HostSignals signals_;
  // Outermost first: a step sees the responses of the steps after it.
  using Steps = RequestSteps<SlowViews, RequestIds, Health, Cors>;
  Steps steps_;
  StoredPages pages_;

  base::RcuPtr<Generation> current_;
  std::atomic<bool> held_{false};
  std::uint64_t last_number_ = 0;
  std::mutex retired_mutex_;
  std::vector<base::RcuPtr<Generation>::Retired> retired_;
};

}  // namespace carboy::core::app
