// Streams for tests of the server.
//
// Thread rule: that of ToyApplication; one thread at a time calls a stream's function.
#pragma once

#include <fcntl.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/base/descriptor.h"
#include "core/server/testing/toy_application.h"

namespace carboy::core::server::testing {

// A stream that calls a function. Counts how many streams exist.
class ToyStream final : public http::BodyStream {
 public:
  using State = http::BodyStream::State;
  using Next = std::function<State(http::BodySink&)>;
  ToyStream(std::atomic<int>& alive, Next next, bool events = false)
      : alive_(alive), next_(std::move(next)), events_(events) {
    ++alive_;
  }
  ~ToyStream() override { --alive_; }
  State next(http::BodySink& sink) noexcept override { return next_(sink); }
  bool is_event_stream() const noexcept override { return events_; }

 private:
  std::atomic<int>& alive_;
  Next next_;
  bool events_;
};

// Sends a part of a file, or the text "written" if the sink does not take files (in chunks).
class FileStream final : public http::BodyStream {
 public:
  FileStream(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t size)
      : file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), offset_(offset), size_(size) {}
  State next(http::BodySink& sink) noexcept override {
    if (sink.take_file(file_.get(), offset_, size_)) return State::done;
    return sink.write("written") ? State::done : State::failed;
  }

 private:
  base::Descriptor file_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

// A server with views that stream. Every stream must be destroyed in the end.
class StreamTest : public ServerTest {
 protected:
  using State = http::BodyStream::State;
  void TearDown() override {
    ServerTest::TearDown();
    EXPECT_EQ(alive, 0) << "a stream was not destroyed";
  }
  // Adds the path twice: at `path` on the loop, and at `path`-pool on a worker.
  void add_stream(const std::string& path, std::function<ToyStream::Next()> make,
                  std::string length = "") {
    const auto view = [this, make, length](app::Exchange& exchange) {
      if (!length.empty()) {
        EXPECT_TRUE(exchange.response.fields.add("Content-Length", length));
      }
      exchange.response.body.stream(std::make_unique<ToyStream>(alive, make()));
    };
    app.add(path, app::Place::loop, view);
    app.add(path + "-pool", app::Place::worker, view);
  }
  // Three pieces, then the end.
  static ToyStream::Next three() {
    return [n = 0](http::BodySink& sink) mutable {
      EXPECT_TRUE(sink.write("piece" + std::to_string(++n) + " "));
      EXPECT_TRUE(sink.write(""));
      return n == 3 ? State::done : State::more;
    };
  }
  std::atomic<int> alive{0};
};

}  // namespace carboy::core::server::testing
