// A kernel with contributions that are made of functions.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/kernel.h"
#include "core/app/request_state.h"

namespace carboy::core::app {

class FunctionView final : public View {
 public:
  explicit FunctionView(std::function<Outcome(Exchange&)> f) : f_(std::move(f)) {}
  Outcome call(Exchange& exchange) noexcept override { return f_(exchange); }

 private:
  std::function<Outcome(Exchange&)> f_;
};

class FunctionHook final : public Hook {
 public:
  explicit FunctionHook(std::function<Outcome(Exchange&)> f) : f_(std::move(f)) {}
  Outcome call(Exchange& exchange) noexcept override { return f_(exchange); }

 private:
  std::function<Outcome(Exchange&)> f_;
};

class FunctionTeardown final : public TeardownHook {
 public:
  explicit FunctionTeardown(std::function<Outcome(const Failure*)> f) : f_(std::move(f)) {}
  Outcome call(Exchange&, const Failure* failure) noexcept override { return f_(failure); }

 private:
  std::function<Outcome(const Failure*)> f_;
};

class FunctionErrorHandler final : public ErrorHandler {
 public:
  using Function = std::function<Outcome(Exchange&, const Failure&)>;
  explicit FunctionErrorHandler(Function f) : f_(std::move(f)) {}
  explicit FunctionErrorHandler(std::string text)
      : f_([text](Exchange& exchange, const Failure&) {
          exchange.response.body.assign(text);
          return Outcome::done;
        }) {}
  Outcome call(Exchange& exchange, const Failure& failure) noexcept override {
    return f_(exchange, failure);
  }

 private:
  Function f_;
};

class KernelFixture : public testing::Test {
 protected:
  KernelOptions made_options() {
    KernelOptions options;
    options.on_fault = [this](const FaultReport& report) {
      faults.push_back((report.owner ? report.owner->name() : "carboy") + ": " +
                       report.failure.message + (report.has_escaped ? " (escaped)" : ""));
    };
    return options;
  }

  struct Answer {
    int status;
    std::string body;
    std::string allow, location, retry_after;
  };

  void add_route(Contribution& to, std::string rule, std::function<Outcome(Exchange&)> view,
                 std::size_t blueprint = 0, std::vector<std::string> methods = {"GET"}) {
    RouteEntry entry;
    entry.methods = std::move(methods);
    entry.rule = std::move(rule);
    entry.blueprint = blueprint;
    entry.view = std::make_unique<FunctionView>(std::move(view));
    to.routes.push_back(std::move(entry));
  }
  static std::function<Outcome(Exchange&)> says(std::string text) {
    return [text](Exchange& exchange) {
      exchange.response.body.assign(text);
      return Outcome::done;
    };
  }
  std::function<Outcome(Exchange&)> notes(std::string word) {
    return [this, word](Exchange&) {
      trace.push_back(word);
      return Outcome::done;
    };
  }
  void publish(std::vector<const Contribution*> contributions) {
    kernel.publish(kernel.build(contributions, [](const WrapperUse&) { return true; }));
  }
  Answer ask(std::string_view target, std::string_view method = "GET") {
    Exchange exchange;
    return ask(exchange, target, method);
  }
  Answer ask(Exchange& exchange, std::string_view target, std::string_view method = "GET") {
    static const http::Field kHost[] = {{"Host", "Example.org"}};
    exchange.clear();
    exchange.peer.address = "127.0.0.1";
    exchange.head.method = method;
    exchange.head.target = target;
    exchange.head.fields = kHost;
    kernel.prepare(exchange);
    kernel.handle(exchange);
    Answer answer{exchange.response.status, std::string(exchange.response.body.bytes()),
                  std::string(exchange.response.fields.find("Allow").value_or("")),
                  std::string(exchange.response.fields.find("Location").value_or("")),
                  std::string(exchange.response.fields.find("Retry-After").value_or(""))};
    kernel.finish(exchange);
    return answer;
  }

  OwnerPool owners;
  signals::Registry signals;
  std::vector<std::string> faults;
  std::vector<std::string> trace;
  Kernel kernel{made_options(), signals};
};

// What a view or hook that throws returns.
inline Outcome failing(int code, std::vector<std::string> ids, std::string message = "") {
  thread_failure() = {code, std::move(ids), std::move(message)};
  return Outcome::failed;
}

}  // namespace carboy::core::app
