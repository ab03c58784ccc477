// Services with many providers, and services of nobody's extension, in a test.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "kit.h"

using carboy::testing::App;
using carboy::testing::Error;
using testing::HasSubstr;
using testing::ThrowsMessage;

namespace {

class FakeBadge final : public kit::Badge {
 public:
  explicit FakeBadge(std::string text, bool* gone = nullptr)
      : text_(std::move(text)), gone_(gone) {}
  ~FakeBadge() {
    if (gone_ != nullptr) *gone_ = true;
  }
  carboy::Status write(carboy::TextSink out) noexcept override {
    return carboy::guarded([&] {
      if (text_.empty()) throw std::runtime_error("no ink");
      out.put(text_);
    });
  }

 private:
  std::string text_;
  bool* gone_;
};

class FakeWho final : public kit::Who {
 public:
  carboy::Status name(carboy::TextSink out) noexcept override {
    out.put("Ada");
    return carboy::Status::ok;
  }
};

TEST(Many, FakesAreInTheirOrder) {
  FakeBadge plain("plain");
  App app(KIT_SO);
  app.provide<kit::Badge>(plain);
  app.provide<kit::Badge>(std::make_unique<FakeBadge>("first"), {.priority = 5});
  app.provide<kit::Badge>(std::make_shared<FakeBadge>("last"), {.priority = -5});
  EXPECT_EQ(app.client().get("/badges").text(), "first plain last ");
  const auto badges = app.services<kit::Badge>();
  EXPECT_EQ(badges.use().size(), 3u);
  EXPECT_EQ((*badges.use().begin()).extension(), "test");
  EXPECT_EQ((*badges.use().begin()).priority(), 5);
}

TEST(Many, MayBeNone) {
  App app(KIT_SO);
  EXPECT_EQ(app.client().get("/badges").text(), "");
}

TEST(Many, OneThatFailsIsSkippedAndLogged) {
  App app(KIT_SO);
  app.provide<kit::Badge>(std::make_unique<FakeBadge>(""));
  app.provide<kit::Badge>(std::make_unique<FakeBadge>("good"));
  EXPECT_EQ(app.client().get("/badges").text(), "good ");
  const auto logged = app.logs().back();
  EXPECT_EQ(logged.extension, "test");
  EXPECT_EQ(logged.text, "a provider of kit.Badge failed: no ink");
}

TEST(Many, OneThatFailsMayRefuse) {
  App app(KIT_SO);
  FakeBadge good("good"), bad("");
  app.provide<kit::Stamp>(good);
  EXPECT_EQ(app.client().get("/stamps").text(), "good ");
  App other(KIT_SO);
  other.provide<kit::Stamp>(bad);
  EXPECT_EQ(other.client().get("/stamps").status(), 500);
  EXPECT_THAT(other.logs().back().text, HasSubstr("no ink"));
}

TEST(Many, BelongToTheApp) {
  bool gone = false;
  {
    App app(KIT_SO);
    app.provide<kit::Badge>(std::make_unique<FakeBadge>("x", &gone));
    EXPECT_EQ(app.client().get("/badges").text(), "x ");
    EXPECT_FALSE(gone);
  }
  EXPECT_TRUE(gone);
}

TEST(Many, ComeBeforeTheAppStarts) {
  App app(KIT_SO);
  app.start();
  EXPECT_THAT([&] { app.provide<kit::Badge>(std::make_unique<FakeBadge>("late")); },
              ThrowsMessage<Error>(HasSubstr("has already started")));
}

struct Twin : carboy::Service {
  static constexpr carboy::ServiceId id{"kit.Counter", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual void touch() noexcept = 0;

 protected:
  ~Twin() = default;
};

TEST(Many, AServiceHasOneProviderOrMany) {
  App app(KIT_SO);
  EXPECT_THAT([&] { app.services<Twin>(); },
              ThrowsMessage<carboy::Error>(HasSubstr("kit provides it as its only provider")));
}

struct NextBadge {
  using Interface = kit::Badge;
  static constexpr carboy::ServiceId id{"kit.Badge", 2, 0};
  static constexpr auto multiplicity = carboy::many;
};

TEST(Many, AMajorVersionThatNobodyReadsIsAWarning) {
  FakeBadge badge("newer");
  App app(KIT_SO);
  app.provide<NextBadge>(badge);
  EXPECT_EQ(app.client().get("/badges").text(), "");
  const auto logged = app.logs().back();
  EXPECT_EQ(logged.level, carboy::LogLevel::warning);
  EXPECT_EQ(logged.text,
            "test 0.0.0 contributes to kit.Badge 2, but kit 1.0.0 reads kit.Badge 1, so it has no "
            "effect. Build test with the header of that version.");
}

TEST(Faked, AServiceThatBelongsToNoExtension) {
  FakeWho who;
  App alone(MEMBER_SO);
  EXPECT_THAT([&] { alone.start(); },
              ThrowsMessage<Error>(HasSubstr("member 1.0.0 uses the service carboy.Who 1.0")));
  App app(MEMBER_SO);
  app.provide<kit::Who>(who);
  EXPECT_EQ(app.client().get("/member").text(), "Ada");
}

TEST(Checks, RunBeforeTheStart) {
  App app(KIT_SO);
  int calls = 0;
  app.setup([&](carboy::App& own) { own.before_publish([&] { ++calls; }); });
  EXPECT_EQ(calls, 0);
  app.start();
  EXPECT_EQ(calls, 1);
  app.reload("kit", KIT_NEXT_SO);
  EXPECT_EQ(calls, 2);
}

TEST(Checks, RefuseTheStart) {
  App app(KIT_SO);
  app.setup(
      [](carboy::App& own) { own.before_publish([] { throw std::runtime_error("not so"); }); });
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<Error>(
                  HasSubstr("test 0.0.0 refuses this in its before_publish function: not so")));
}

}  // namespace
