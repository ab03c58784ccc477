// Provides "carboy.Management" to the extensions of a serving app.
//
// Thread rule: made and destroyed by the thread that runs the app; extensions call it on any thread.
#pragma once

#include <atomic>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "core/abi/management_adapter.h"
#include "core/host/app_manager.h"
#include "core/host/received_files.h"

namespace carboy::core::host {

class Panel final : private abi::ManagementActions {
 public:
  // Provides the service. `serves`: whether the app runs for production, which decides what an
  // app.toml without [host] panel allows.
  Panel(RunningApp& running, AppManager& manager, const config::AppConfig& config, bool serves);
  // Withdraws the service, and waits until the changes that were asked for have ended.
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

 private:
  std::string list() override;
  std::string info(const std::string& name) override;
  std::string change(const Call& call) override;
  std::string receive(const Call& call, std::string_view bytes) override;
  void check_accepted(const std::string& digest) override;
  std::string check(const Call& call) override;
  std::string install(const Call& call) override;
  void make(const Call& call, std::promise<std::string>& published);

  RunningApp& running_;
  AppManager& manager_;
  const bool serves_;
  ReceivedFiles files_;
  abi::ManagementAdapter adapter_;
  std::mutex mutex_;
  struct Change {
    std::thread thread;
    std::atomic<bool> ended{false};
  };
  std::list<Change> changes_;
};

}  // namespace carboy::core::host
