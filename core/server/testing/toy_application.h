// An application for tests, with views by path, and a fixture that runs a server for it.
//
// Thread rule: views are added before the server starts; the counters may be read from any thread.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/app/application.h"
#include "core/server/server.h"
#include "core/server/testing/raw_client.h"

namespace carboy::core::server::testing {

// A gate that opens once, for views that block until the test opens it.
class Latch {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // Returns false if it was not opened in time.
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(RawClient::kTimeoutSeconds),
                             [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

// Waits until `is_so` returns true. Returns false if it did not in time.
inline bool eventually(const std::function<bool()>& is_so) {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(RawClient::kTimeoutSeconds);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

class ToyApplication final : public app::Application {
 public:
  using View = std::function<void(app::Exchange&)>;

  void add(const std::string& path, app::Place place, View view) {
    views_[path] = {place, std::move(view)};
  }
  void add_text(const std::string& path, app::Place place, const std::string& text) {
    add(path, place, [text](app::Exchange& exchange) { exchange.response.body.assign(text); });
  }

  app::Place prepare(app::Exchange& exchange) noexcept override {
    if (holds && exchange.head.target.starts_with("/held")) {
      ++held;
      return app::Place::later;
    }
    ++prepared;
    const Entry* entry = find(exchange);
    return entry == nullptr ? app::Place::loop : entry->place;
  }
  void handle(app::Exchange& exchange) noexcept override {
    ++handled;
    const Entry* entry = find(exchange);
    if (entry != nullptr) return entry->view(exchange);
    exchange.response.status = 404;
  }
  void finish(app::Exchange& exchange) noexcept override {
    if (on_finish) on_finish(exchange);
    ++finished;
  }
  void refused(const app::RefusedRequest& request) noexcept override {
    if (on_refused) on_refused(request);
    ++refusals;
  }

  // Set these before the server starts, which calls them on its threads.
  std::function<void(const app::Exchange&)> on_finish;
  std::function<void(const app::RefusedRequest&)> on_refused;
  std::atomic<bool> holds{false};  // requests to /held wait
  std::atomic<int> held{0};
  std::atomic<int> prepared{0};  // not counting those that were held
  std::atomic<int> handled{0};
  std::atomic<int> finished{0};
  std::atomic<int> refusals{0};

 private:
  struct Entry {
    app::Place place;
    View view;
  };
  const Entry* find(const app::Exchange& exchange) const {
    const auto found = views_.find(exchange.head.target.substr(0, exchange.head.target.find('?')));
    return found == views_.end() ? nullptr : &found->second;
  }
  std::map<std::string, Entry, std::less<>> views_;
};

// Starts a server on a free port, with views that most tests need: /hello on the loop, /pool on a
// worker, and /echo and /echo-pool, which answer with the method, target, Host and body.
class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    options.bind = {"127.0.0.1:0"};
    options.loops = 2;
    options.workers = 4;
    options.on_trouble = [this](std::string_view text) {
      const std::lock_guard lock(mutex_);
      troubles_.emplace_back(text);
    };
    app.add_text("/hello", app::Place::loop, "hello");
    app.add_text("/pool", app::Place::worker, "pooled");
    app.add("/echo", app::Place::loop, echo);
    app.add("/echo-pool", app::Place::worker, echo);
  }
  // Not in the destructor: the members of a derived fixture must outlive the server.
  void TearDown() override {
    server.reset();
    EXPECT_EQ(app.prepared, app.finished) << "an exchange was not finished";
  }

  void start() {
    server = std::make_unique<Server>(options, app);
    server->start();
  }
  RawClient connect(int receive_buffer = 0) {
    RawClient client(server->addresses().front(), receive_buffer);
    EXPECT_TRUE(client.connected());
    return client;
  }
  // The messages of the server to its operator.
  std::vector<std::string> reports() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  std::string last_report() {
    const std::vector<std::string> all = reports();
    return all.empty() ? "" : all.back();
  }
  static void echo(app::Exchange& exchange) {
    std::string text(exchange.head.method);
    text.append(" ").append(exchange.head.target).append(" ");
    text.append(http::find(exchange.head.fields, "Host").value_or("-")).append(" ");
    exchange.response.body.assign(text.append(exchange.body.view()));
  }

  ServerOptions options;
  ToyApplication app;
  std::unique_ptr<Server> server;

 private:
  std::mutex mutex_;
  std::vector<std::string> troubles_;
};

}  // namespace carboy::core::server::testing
