// Fake services and wrappers, and other things that a test registers.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "kit.h"

using carboy::testing::App;
using carboy::testing::Error;
using carboy::testing::HasStatus;
using carboy::testing::HasText;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

namespace {

class FakeCounter final : public kit::Counter {
 public:
  explicit FakeCounter(bool* gone = nullptr) : gone_(gone) {}
  ~FakeCounter() {
    if (gone_ != nullptr) *gone_ = true;
  }
  std::int64_t count() noexcept override { return value; }
  std::int64_t value = 42;

 private:
  bool* gone_;
};

// [fake]
TEST(Fake, StandsInForAnExtensionThatIsRequired) {
  FakeCounter counter;
  App app(USER_SO);
  app.provide<kit::Counter>(counter);
  auto client = app.client();
  EXPECT_EQ(client.get("/user/count").text(), "it counts 42");
  counter.value = 7;
  EXPECT_EQ(client.get("/user/count").text(), "it counts 7");
}
// [fake]

TEST(Fake, MayBelongToTheApp) {
  bool gone = false;
  {
    App app(USER_SO);
    app.provide<kit::Counter>(std::make_unique<FakeCounter>(&gone));
    EXPECT_EQ(app.client().get("/user/count").text(), "it counts 42");
    EXPECT_FALSE(gone);
  }
  EXPECT_TRUE(gone);
}

TEST(Fake, WrapsARoute) {
  FakeCounter counter;
  App app(WRAPPED_SO);
  app.provide<kit::Counter>(counter);
  bool is_member = false;
  app.provide_wrapper(kit::members_only, [&](const carboy::Request&, carboy::Response& response,
                                             std::string_view, carboy::Next next) {
    if (is_member) return next();
    response.set_status(401);
    return carboy::Status::answered;
  });
  auto client = app.client();
  EXPECT_EQ(client.get("/user/inside").status(), 401);
  is_member = true;
  EXPECT_EQ(client.get("/user/inside").text(), "inside");
}

TEST(Fake, AMissingWrapperIsTheHostsReport) {
  FakeCounter counter;
  App app(WRAPPED_SO);
  app.provide<kit::Counter>(counter);
  EXPECT_THAT([&] { app.start(); }, ThrowsMessage<Error>(HasSubstr("members.Only")));
}

TEST(Fake, ServicesOfTheExtensionCanBeCalled) {
  App app(KIT_SO);
  auto counter = app.service<kit::Counter>();
  EXPECT_EQ(counter->count(), 1);
  EXPECT_EQ(counter->count(), 2);
  FakeCounter fake;
  App other(USER_SO);
  other.provide<kit::Counter>(fake);
  EXPECT_EQ(other.service<kit::Counter>()->count(), 42);
}

struct Nobodys : carboy::Service {
  static constexpr carboy::ServiceId id{"nobody.Thing", 1, 0};
  virtual void touch() noexcept = 0;

 protected:
  ~Nobodys() = default;
};

TEST(Fake, AServiceWithoutAProviderIsAnError) {
  App app(KIT_SO);
  EXPECT_THAT([&] { app.service<Nobodys>(); }, ThrowsMessage<Error>(HasSubstr("nobody.Thing")));
}

// [setup]
TEST(Setup, RegistersRoutesAndHooksOfTheTest) {
  App app(KIT_SO);
  app.setup([](carboy::App& own) {
    own.get("/mine", [] { return "mine"; });
    own.before_request([](const carboy::Request& request) -> std::optional<carboy::Response> {
      if (request.path() == "/page") return carboy::Response("closed", 503);
      return std::nullopt;
    });
    own.error(404, [] { return carboy::Response("not here", 404); });
  });
  auto client = app.client();
  EXPECT_EQ(client.get("/mine").text(), "mine");
  EXPECT_THAT(client.get("/page"), AllOf(HasStatus(503), HasText("closed")));
  EXPECT_THAT(client.get("/nowhere"), AllOf(HasStatus(404), HasText("not here")));
}
// [setup]

TEST(Setup, IsRefusedWhenItComesTooLate) {
  App app(KIT_SO);
  app.start();
  const auto add_route = [](carboy::App& own) { own.get("/mine", [] { return "mine"; }); };
  EXPECT_THAT([&] { app.setup(add_route); },
              ThrowsMessage<Error>(HasSubstr("has already started")));
  EXPECT_EQ(app.client().get("/mine").status(), 404);
}

TEST(Setup, LeavesNothingWhenItThrows) {
  App app(KIT_SO);
  EXPECT_THROW(app.setup([](carboy::App& own) {
    own.get("/mine", [] { return "mine"; });
    throw std::logic_error("changed my mind");
  }),
               std::logic_error);
  EXPECT_EQ(app.client().get("/mine").status(), 404);
}

}  // namespace
