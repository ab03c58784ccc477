#include "loaded_app.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "core/abi/binding.h"
#include "core/abi/callbacks.h"
#include "core/abi/own_services.h"
#include "core/app/kernel.h"
#include "core/base/own_threads.h"
#include "core/base/testing/temporary_folder.h"
#include "core/extensions/life/host.h"

namespace carboy::test {
namespace {

namespace fs = std::filesystem;
namespace app = core::app;
namespace extensions = core::extensions;
namespace http = core::http;

class Log {
 public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

app::KernelOptions kernel_options() {
  app::KernelOptions options;
  options.call_wrapper = &core::abi::call_wrapper;
  return options;
}

extensions::HostOptions host_options(const fs::path& folder, std::vector<std::string> enabled,
                                     LoadedApp::Settings settings) {
  extensions::HostOptions options;
  options.app = "test";
  options.folder = folder;
  options.enabled = std::move(enabled);
  options.settings = std::move(settings);
  options.sdk = extensions::Version{carboy::abi::kSdkMajor, carboy::abi::kSdkMinor, 0, "", ""};
  return options;
}

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return low;
}

class PrintedLines final : public extensions::Terminal {
 public:
  explicit PrintedLines(std::vector<std::string>& lines) : lines_(lines) {}
  bool write(std::string_view bytes, bool error) override {
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);
    lines_.push_back((error ? "error: " : "") + std::string(bytes));
    return true;
  }
  bool is_terminal() override { return false; }
  bool read(std::string_view, bool, std::string&) override { return false; }
  bool cancelled() override { return false; }

 private:
  std::vector<std::string>& lines_;
};

class Collected final : public http::BodySink {
 public:
  bool write(std::string_view bytes) override {
    all.append(bytes);
    return true;
  }
  void pause(std::chrono::nanoseconds) override {}
  std::string all;
};

Answer answer_of(http::Response& response) {
  Answer answer;
  answer.status = response.status;
  for (std::size_t i = 0; i < response.fields.size(); ++i) {
    const http::Field field = response.fields.at(i);
    answer.headers[lower(field.name)] = field.value;
  }
  answer.body = response.body.bytes();
  if (http::BodyStream* stream = response.body.stream()) {
    Collected sink;
    while (stream->next(sink) == http::BodyStream::State::more) {
    }
    answer.body = sink.all;
  }
  return answer;
}

}  // namespace

struct LoadedApp::Parts {
  core::base::TemporaryFolder folder;
  Log log;
  extensions::Registries registries;
  extensions::StateStore state;
  app::Kernel kernel{kernel_options(), registries.signals};
  core::abi::Shared shared{
      registries, state, kernel,
      [this](core::base::LogLevel, std::string_view extension, std::string_view line) {
        log.add(std::string(extension) + ": " + std::string(line));
      }};
  core::abi::OwnServices own{shared};
  extensions::Host host;

  Parts(const fs::path& extensions, std::vector<std::string> enabled, Settings settings)
      : host(host_options(folder.path(), std::move(enabled), std::move(settings)),
             extensions::Finder({{extensions, "extensions/"}}), registries, kernel,
             core::abi::binder(shared)) {
    shared.data_folder = folder.path() / "data";
    host.add_guest(own.scope());
  }
};

LoadedApp::LoadedApp(const fs::path& folder, std::vector<std::string> enabled, Settings settings) {
  core::base::adopt_this_thread("");
  parts_ = std::make_unique<Parts>(folder, std::move(enabled), std::move(settings));
  parts_->host.start();
}

LoadedApp::~LoadedApp() = default;

Answer LoadedApp::send(const std::string& target, const Sent& sent) {
  std::vector<http::Field> fields{{"Host", "localhost"}};
  for (const auto& [name, value] : sent.headers) fields.push_back({name, value});
  app::Exchange exchange;
  exchange.head.method = sent.method;
  exchange.head.target = target;
  exchange.head.fields = fields;
  exchange.body = sent.body;
  exchange.peer.address = "127.0.0.1";
  parts_->kernel.prepare(exchange);
  parts_->kernel.handle(exchange);
  Answer answer = answer_of(exchange.response);
  parts_->kernel.finish(exchange);
  return answer;
}

std::vector<std::string> LoadedApp::run(const std::vector<std::string>& words) {
  std::vector<std::string> printed;
  PrintedLines terminal(printed);
  const auto call = parts_->host.find_command(words);
  if (!call) return {"there is no such command"};
  const auto done = extensions::run_command(*call->command, call->words, terminal);
  if (!done.failure.empty()) printed.push_back("failed: " + done.failure);
  return printed;
}

void LoadedApp::stop() { parts_->host.stop(); }

std::vector<std::string> LoadedApp::log() const { return parts_->log.lines(); }

}  // namespace carboy::test
