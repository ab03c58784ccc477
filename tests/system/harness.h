// An app in a folder of its own, served on a free port, and clients that send bytes to it.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/testing/temporary_folder.h"
#include "core/host/running_app.h"
#include "core/server/server.h"

namespace carboy::system_test {

struct Reply {
  int status = 0;  // 0 when no response arrived
  std::string head;
  std::string body;
  bool ok() const { return status == 200; }
};

// A client with one persistent connection.
class Client {
 public:
  explicit Client(const std::string& address);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends a GET and reads the whole response. The status is 0 when the connection broke. The body of
  // a stream still has the framing of its chunks.
  Reply get(const std::string& target);
  // Sends a GET without reading, for responses that are streamed.
  bool send_get(const std::string& target);
  // Reads until `text` has arrived. Returns false when the connection ended before.
  bool read_until(std::string_view text);
  // Returns true when the server closes the connection within `limit`.
  bool is_closed_within(std::chrono::milliseconds limit);
  const std::string& received() const { return received_; }

 private:
  bool receive();
  int socket_ = -1;
  std::string received_;
};

class TestApp {
 public:
  TestApp();
  ~TestApp();

  // Installs the fixture `fixture/name.so` in one step.
  void install(const std::string& fixture, const std::string& name);
  std::filesystem::path installed(const std::string& name) const;
  std::filesystem::path folder() const { return folder_.path(); }

  // Change it before start().
  core::config::AppConfig config;

  // Starts the extensions and the server. Throws base::Error like the command.
  void start();
  core::extensions::Host& host() { return running_->host(); }
  const std::string& address() const { return server_->addresses().front(); }
  Reply get(const std::string& target);
  // Stops both. The destructor calls it.
  void stop();

 private:
  core::base::TemporaryFolder folder_;
  std::unique_ptr<core::host::RunningApp> running_;
  std::unique_ptr<core::server::Server> server_;
};

// Sends requests without pause over some connections until it is stopped.
class Load {
 public:
  Load(const std::string& address, std::vector<std::string> targets, int connections,
       std::function<bool(const Reply&)> is_right);
  ~Load() { stop(); }
  void stop();
  // Waits until `more` more requests have been answered.
  void wait_for(long more) const;
  long answered() const { return answered_; }
  long failed() const { return failed_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<long> answered_{0};
  std::atomic<long> failed_{0};
  std::vector<std::thread> threads_;
};

// Returns the number of lines in this process's memory map whose file name begins with `prefix`.
int mapped_lines(std::string_view prefix);
// Returns the resident memory in KiB.
long resident_kib();

// Returns the number of rounds, fewer in builds with sanitizers.
int rounds(int normal);

}  // namespace carboy::system_test
