// A host that records errors and log lines and offers nothing, for tests of the C++ API.
//
// Thread rule: belongs to the thread of its test.
#pragma once

#include <carboy/carboy.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace carboy {

class SilentHost final : public abi::Host {
 public:
  uint32_t sdk() noexcept override { return 1 << 16; }
  abi::Request* current() noexcept override { return nullptr; }
  void set_error(const abi::Error* error) noexcept override {
    code = error->code;
    message = std::string_view(error->message);
    ids.clear();
    for (size_t i = 0; i < error->id_count; ++i) ids.emplace_back(std::string_view(error->ids[i]));
  }
  const abi::Error* error() noexcept override {
    texts_.assign(ids.begin(), ids.end());
    error_.code = code;
    error_.ids = texts_.data();
    error_.id_count = texts_.size();
    error_.message = message;
    return &error_;
  }
  void log(LogLevel, Text said, const Text* arguments, size_t count) noexcept override {
    lines.emplace_back(std::string_view(said));
    for (size_t i = 0; i < count; ++i)
      lines.back().append("|").append(std::string_view(arguments[i]));
  }
  abi::ServiceRef* service(ServiceId, bool) noexcept override { return nullptr; }
  abi::Signal* signal(Text, Text) noexcept override { return nullptr; }
  abi::State* state() noexcept override { return nullptr; }
  Status url_for(Text, const Text*, size_t, TextSink) noexcept override { return Status::failed; }
  Status after_this_request(abi::HookCallback callback) noexcept override {
    if (callback.drop != nullptr) callback.drop(callback.self);
    return Status::refused;
  }
  Status keep_context() noexcept override { return Status::refused; }
  int64_t now() noexcept override { return 0; }
  Status resource(Text, Bytes*) noexcept override { return Status::not_found; }
  abi::ServiceSet* services(ServiceId) noexcept override { return nullptr; }
  uint64_t begin_unit() noexcept override { return 0; }
  void end_unit(uint64_t) noexcept override {}
  Mode mode() noexcept override { return Mode::test; }
  bool debug() noexcept override { return false; }
  Status request_value(Text, uint64_t, void**) noexcept override { return Status::refused; }
  Status set_request_value(Text, uint64_t, void* value,
                           void (*drop)(void*) noexcept) noexcept override {
    drop(value);
    return Status::refused;
  }
  Status data_folder(TextSink) noexcept override { return Status::failed; }
  void mark_personal(Text) noexcept override {}
  void depends_on(Text) noexcept override {}

  int code = 0;
  std::string message;
  std::vector<std::string> ids;
  std::vector<std::string> lines;

 private:
  std::vector<Text> texts_;
  abi::Error error_;
};

// A test in which the C++ API uses such a host.
class CppApi : public testing::Test {
 protected:
  CppApi() { detail::host = &host_; }
  ~CppApi() override { detail::host = nullptr; }
  SilentHost host_;
};

}  // namespace carboy
