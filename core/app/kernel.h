// What the server calls: a request's route, its life, and the publishing of generations.
//
// Thread rule: prepare(), handle(), finish() from any thread, as application.h says; publish() from
// one thread at a time.
#pragma once

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
#include "core/app/request_id.h"
#include "core/app/request_life.h"
#include "core/app/request_observer.h"
#include "core/app/request_options.h"
#include "core/app/slow_views.h"
#include "core/base/rcu_ptr.h"
#include "core/signals/registry.h"

namespace carboy::core::app {

struct KernelOptions : LifeOptions {
  routing::MapOptions routing;
  RequestOptions request;
  std::string server_name;  // of the app, for URLs outside of requests; empty: none
  std::optional<CorsOptions> cors;
  std::string health_path;  // empty: none
  RequestIdAnswer request_id = RequestIdAnswer::proxied;
  RequestObserver* observer = nullptr;         // lives longer than the kernel; may be null
  std::chrono::milliseconds slow_view{5'000};  // views that take as long are reported; 0: none
  SlowViews::Tell on_slow_view;
};

class Kernel final : public Application {
 public:
  Kernel(KernelOptions options, signals::Registry& signals);

  Place prepare(Exchange& exchange) noexcept override;
  void handle(Exchange& exchange) noexcept override;
  void finish(Exchange& exchange) noexcept override;
  void refused(const RefusedRequest& request) noexcept override;

  // The next generation, made of these contributions. Throws as Generation's constructor.
  std::unique_ptr<const Generation> build(std::span<const Contribution* const> contributions,
                                          std::function<bool(const WrapperUse&)> is_provided) const;
  // Makes it the current one, in one step.
  void publish(std::unique_ptr<const Generation> next);

  // True once no request runs any more in a generation that was replaced before the call; false
  // when `deadline` came first. Frees those that are done.
  bool wait_for_old_generations(std::chrono::steady_clock::time_point deadline);

  base::RcuPtr<Generation>::Lease generation() const noexcept { return current_.read(); }
  const KernelOptions& options() const noexcept { return options_; }

 private:
  Place place_of(const Exchange& exchange) const noexcept;
  void keep_names(RequestState& state) const;

  KernelOptions options_;
  HostSignals signals_;
  std::optional<Cors> cors_;
  Health health_;
  SlowViews slow_views_;

  base::RcuPtr<Generation> current_;
  std::uint64_t last_number_ = 0;
  std::mutex retired_mutex_;
  std::vector<base::RcuPtr<Generation>::Retired> retired_;
};

}  // namespace carboy::core::app
