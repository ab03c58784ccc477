// The C++ face over the boundary, with made-up objects behind it.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace carboy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Keeps what it is told, and offers nothing.
class SilentHost final : public abi::Host {
 public:
  uint32_t sdk() noexcept override { return 1 << 16; }
  abi::Request* current() noexcept override { return nullptr; }
  void set_error(const abi::Error* error) noexcept override {
    code = error->code;
    message = std::string_view(error->message);
    ids.clear();
    for (uint32_t i = 0; i < error->id_count; ++i)
      ids.emplace_back(std::string_view(error->ids[i]));
  }
  const abi::Error* error() noexcept override {
    texts_.assign(ids.begin(), ids.end());
    error_.code = code;
    error_.ids = texts_.data();
    error_.id_count = static_cast<uint32_t>(texts_.size());
    error_.message = message;
    return &error_;
  }
  void log(abi::LogLevel, Text said, const Text* arguments, size_t count) noexcept override {
    lines.emplace_back(std::string_view(said));
    for (size_t i = 0; i < count; ++i)
      lines.back().append("|").append(std::string_view(arguments[i]));
  }
  abi::ServiceSlot* service(ServiceId, bool) noexcept override { return nullptr; }
  abi::Signal* signal(Text, Text) noexcept override { return nullptr; }
  abi::State* state() noexcept override { return nullptr; }
  Status url_for(Text, const Text*, size_t, TextSink) noexcept override { return Status::failed; }
  Status after_this_request(abi::HookCallback callback) noexcept override {
    if (callback.drop != nullptr) callback.drop(callback.self);
    return Status::refused;
  }
  Status keep_context() noexcept override { return Status::refused; }

  int code = 0;
  std::string message;
  std::vector<std::string> ids;
  std::vector<std::string> lines;

 private:
  std::vector<Text> texts_;
  abi::Error error_;
};

class Face : public testing::Test {
 protected:
  Face() { detail::host = &host_; }
  ~Face() override { detail::host = nullptr; }
  SilentHost host_;
};

// ---- errors
// ---------------------------------------------------------------------------------------

struct OutOfStock : Error {
  static constexpr ErrorId id{"shop.OutOfStock", &HttpError::id};
  OutOfStock() : Error(id, 409, "There is none left.") {}
};

TEST_F(Face, GuardedTurnsAThrowIntoAStatusAndTellsTheHost) {
  EXPECT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  EXPECT_EQ(host_.code, 409);
  EXPECT_EQ(host_.message, "There is none left.");
  EXPECT_THAT(host_.ids, ElementsAre("shop.OutOfStock", "carboy.HttpError", "carboy.Error"));
  EXPECT_EQ(guarded([] { throw std::runtime_error("why"); }), Status::failed);
  EXPECT_EQ(host_.code, 500);
  EXPECT_EQ(host_.message, "why");
  EXPECT_EQ(guarded([] { throw 7; }), Status::failed);
  EXPECT_THAT(host_.message, HasSubstr("std::exception"));
}

TEST_F(Face, GuardedGivesWhatTheFunctionSays) {
  EXPECT_EQ(guarded([] {}), Status::ok);
  EXPECT_EQ(guarded([] { return 5; }), Status::ok);
  EXPECT_EQ(guarded([] { return Status::answered; }), Status::answered);
}

TEST_F(Face, CheckThrowsTheThreadsErrorWithItsWholeChain) {
  EXPECT_NO_THROW(check(Status::ok));
  EXPECT_NO_THROW(check(Status::answered));
  ASSERT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  try {
    check(Status::failed);
    FAIL() << "nothing was thrown";
  } catch (const ReceivedError& error) {
    EXPECT_EQ(error.code(), 409);
    EXPECT_STREQ(error.what(), "There is none left.");
    EXPECT_EQ(error.name(), "shop.OutOfStock");
    EXPECT_TRUE(error.is(OutOfStock::id));
    EXPECT_TRUE(error.is(HttpError::id));
    EXPECT_FALSE(error.is(ServiceNotThere::id));
    EXPECT_EQ(error.name_count(), 3u);
    EXPECT_EQ(error.name_at(2), "carboy.Error");
  }
}

TEST_F(Face, AReceivedErrorGoesOnWithItsIds) {
  ASSERT_EQ(guarded([]() -> Status { throw OutOfStock(); }), Status::failed);
  host_.code = 410;
  EXPECT_EQ(guarded([] { check(Status::failed); }), Status::failed);
  EXPECT_EQ(host_.code, 410);
  EXPECT_THAT(host_.ids, ElementsAre("shop.OutOfStock", "carboy.HttpError", "carboy.Error"));
}

TEST_F(Face, AReceivedErrorWithoutIdsHasNoName) {
  const ReceivedError error{abi::Error()};
  EXPECT_EQ(error.name(), "");
  EXPECT_EQ(error.name_count(), 0u);
  EXPECT_FALSE(error.is(Error::id));
}

// ---- services
// -------------------------------------------------------------------------------------

struct Counter : Service {
  static constexpr ServiceId id{"test.Counter", 1, 3};
  virtual int count() noexcept = 0;

 protected:
  ~Counter() = default;
};
class CountingSlot final : public abi::ServiceSlot {
 public:
  abi::Pin pin(uint32_t minor) noexcept override {
    wanted = minor;
    if (provider == nullptr) return {};
    ++pinned;
    ++pins;
    return {provider, 42};
  }
  void unpin(uint64_t token) noexcept override {
    EXPECT_EQ(token, 42u);
    --pinned;
  }

  Counter* provider = nullptr;
  uint32_t wanted = 0;
  int pinned = 0;
  int pins = 0;
};

// Counts to five, and sees whether it is pinned.
class Five final : public Counter {
 public:
  explicit Five(CountingSlot& slot) : slot_(slot) { slot.provider = this; }
  int count() noexcept override {
    pinned = slot_.pinned;
    return 5;
  }
  int pinned = 0;

 private:
  CountingSlot& slot_;
};

TEST_F(Face, AHandlePinsForTheExpressionOnly) {
  CountingSlot slot;
  Five five(slot);
  const Handle<Counter> counter(&slot);
  EXPECT_EQ(slot.pins, 0);
  EXPECT_EQ(counter->count(), 5);
  EXPECT_EQ(five.pinned, 1);
  EXPECT_EQ(slot.pinned, 0);
  {
    auto use = counter.use();
    ASSERT_TRUE(use);
    EXPECT_EQ(use->count() + use->count(), 10);
    EXPECT_EQ(slot.pinned, 1);
  }
  EXPECT_EQ(slot.pinned, 0);
  EXPECT_EQ(slot.pins, 2);
}

TEST_F(Face, AHandleAsksForTheMinorVersionOfItsHeader) {
  CountingSlot slot;
  static_cast<void>(Handle<Counter>(&slot).use());
  EXPECT_EQ(slot.wanted, 3u);
}

TEST_F(Face, AServiceThatIsGoneIsNotThere) {
  CountingSlot slot;
  const Handle<Counter> counter(&slot);
  EXPECT_FALSE(counter.use());
  try {
    counter->count();
    FAIL() << "nothing was thrown";
  } catch (const ServiceNotThere& error) {
    EXPECT_EQ(error.code(), 503);
    EXPECT_THAT(error.what(), HasSubstr("test.Counter"));
  }
  EXPECT_EQ(slot.pinned, 0);
}

// A typed face whose results find the provider for themselves.
struct Book {
  using Interface = Counter;
  static constexpr ServiceId id = Counter::id;
  class Pages {
   public:
    explicit Pages(Handle<Book> handle) : handle_(handle) {}
    std::vector<int> numbers() const {
      const auto use = handle_.use();
      return std::vector<int>(static_cast<std::size_t>(use->raw_count()), 1);
    }

   private:
    Handle<Book> handle_;
  };
  class Face {
   public:
    Face(Counter* counter, Handle<Book> handle) : counter_(counter), handle_(handle) {}
    int raw_count() const { return counter_->count(); }
    Pages pages() const { return Pages(handle_); }

   private:
    Counter* counter_;
    Handle<Book> handle_;
  };
};

TEST_F(Face, WhatATypedFaceReturnsOutlivesItsPin) {
  CountingSlot slot;
  Five five(slot);
  const Handle<Book> book(&slot);
  const Book::Pages pages = book->pages();
  EXPECT_EQ(slot.pinned, 0);
  int sum = 0;
  for (const int page : pages.numbers()) sum += page;
  EXPECT_EQ(sum, 5);
  EXPECT_EQ(slot.pinned, 0);
}

// ---- signals
// --------------------------------------------------------------------------------------

class CountedSignal final : public abi::Signal {
 public:
  const uint32_t* slot_count() noexcept override { return &slots; }
  void emit(const abi::Argument* arguments, size_t count) noexcept override {
    ++emitted;
    last.assign(arguments, arguments + count);
  }
  uint32_t slots = 0;
  int emitted = 0;
  std::vector<abi::Argument> last;
};

TEST_F(Face, AnEmitterCallsTheHostOnlyWhenSomebodyListens) {
  CountedSignal signal;
  const Emitter<std::string_view, std::int64_t, double, bool> emit(&signal);
  emit("nobody", 1, 0.5, true);
  EXPECT_EQ(signal.emitted, 0);
  signal.slots = 1;
  emit("somebody", -1, 0.5, true);
  ASSERT_EQ(signal.last.size(), 4u);
  EXPECT_EQ(std::string_view(signal.last[0].text), "somebody");
  EXPECT_EQ(signal.last[0].kind, abi::ArgumentKind::text);
  EXPECT_EQ(signal.last[1].i64, -1);
  EXPECT_EQ(signal.last[2].f64, 0.5);
  EXPECT_EQ(signal.last[3].kind, abi::ArgumentKind::boolean);
  EXPECT_EQ(signal.last[3].i64, 1);
}

TEST_F(Face, ASignalsSignatureIsMadeOfItsArguments) {
  using Everything = detail::SignatureText<std::int64_t, double, bool, std::string_view, Value,
                                           const Request&, const Response&>;
  static constexpr Everything kEverything;
  EXPECT_EQ(kEverything.view(), "i64,f64,boolean,text,value,request,response");
  static constexpr detail::SignatureText<> kNothing;
  EXPECT_EQ(kNothing.view(), "");
}

TEST_F(Face, ASlotRefusesAnotherNumberOfArguments) {
  auto slot = [](std::int64_t) {};
  abi::Argument argument;
  EXPECT_EQ((detail::call_slot<decltype(slot), std::int64_t>(&slot, &argument, 1)), Status::ok);
  EXPECT_EQ((detail::call_slot<decltype(slot), std::int64_t>(&slot, &argument, 0)), Status::failed);
}

// ---- text
// -----------------------------------------------------------------------------------------

struct Money {
  long cents = 0;
};
std::string text_of(const Money& money) { return std::to_string(money.cents) + " cents"; }

TEST_F(Face, LogArgumentsArePrintedAlikeEverywhere) {
  const std::string text = "text";
  const char* pointer = "pointer";
  log::info("{}{}{}{}", text, std::string_view("view"), pointer, "literal");
  log::info("{}{}{}{}", 0.1, 1e100, -7, 18446744073709551615ULL);
  log::info("{}{}{}", true, 'c', Money{5});
  log::info("nothing");
  EXPECT_THAT(host_.lines, ElementsAre("{}{}{}{}|text|view|pointer|literal",
                                       "{}{}{}{}|0.1|1e+100|-7|18446744073709551615",
                                       "{}{}{}|true|c|5 cents", "nothing"));
}

TEST_F(Face, NamesOfHeaderFieldsAreComparedWithoutCase) {
  Response response("x");
  response.set_header("content-TYPE", "text/plain").set_header("Content-Type", "text/html");
  response.add_header("X-A", "1").add_header("x-a", "2");
  EXPECT_EQ(response.header("CONTENT-type"), "text/html");
  EXPECT_EQ(response.header("X-a"), "1");
  response.set_header("X-A", "3");
  EXPECT_EQ(response.header("x-a"), "3");
}

TEST_F(Face, ARuleThatIsMadeWhileRunningIsCheckedToo) {
  const auto rule_of = [](const std::string& text) {
    try {
      auto view = [](std::string_view, int) { return "x"; };
      const Rule<decltype(view)> rule(runtime_rule{text});
      return std::string();
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(rule_of("/<name>/<int:id>"), "");
  EXPECT_EQ(rule_of("/<name>"), "The rule \"/<name>\": it has fewer parameters than the view.");
  EXPECT_THAT(rule_of("/<name>/<id>"), HasSubstr("type"));
  EXPECT_THAT(rule_of("<name>/<int:id>"), HasSubstr("begin with a slash"));
  EXPECT_THAT(rule_of("/<name>/<int:id"), HasSubstr("has no \">\""));
  EXPECT_THROW(FixedPrefix(runtime_rule{"/<name>"}), Error);
  EXPECT_THROW(FixedPrefix(runtime_rule{"api"}), Error);
  EXPECT_EQ(FixedPrefix(runtime_rule{"/api"}).text, "/api");
}

TEST_F(Face, OutsideOfARequestThereIsNone) {
  try {
    current_request();
    FAIL() << "nothing was thrown";
  } catch (const OutsideRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr("no request here"));
  }
}

// ---- memory
// ---------------------------------------------------------------------------------------

TEST_F(Face, AnArenaAlignsAndDropsLatestFirst) {
  std::vector<int> dropped;
  struct Tracked {
    std::vector<int>* dropped;
    int number;
    ~Tracked() {
      if (dropped != nullptr) dropped->push_back(number);
    }
    Tracked(std::vector<int>* to, int n) : dropped(to), number(n) {}
    Tracked(Tracked&& other) noexcept
        : dropped(std::exchange(other.dropped, nullptr)), number(other.number) {}
  };
  {
    detail::LocalArena arena;
    for (const std::size_t alignment : {1u, 2u, 8u, 16u, 64u, 256u}) {
      void* room = arena.allocate(3, alignment);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(room) % alignment, 0u);
    }
    for (int i = 0; i < 3; ++i) detail::keep_object(&arena, Tracked(&dropped, i));
    EXPECT_TRUE(dropped.empty());
  }
  EXPECT_THAT(dropped, ElementsAre(2, 1, 0));
}

TEST_F(Face, ElementsThatAreMadeWhenAskedForLiveInTheArena) {
  const std::vector<bool> bits{true, false};
  const std::deque<std::optional<int>> numbers{7, std::nullopt};
  detail::LocalArena arena;
  const Value value(value_of(bits), &arena);
  const Value first = value[0];
  const Value second = value[1];
  EXPECT_EQ(first.text(), "true");
  EXPECT_EQ(second.text(), "false");
  EXPECT_EQ(first.kind(), abi::Kind::boolean);
  EXPECT_TRUE(value[2].is_undefined());
  const Value list(value_of(numbers), &arena);
  EXPECT_EQ(list[0].i64(), 7);
  EXPECT_EQ(list[1].kind(), abi::Kind::null);
}

}  // namespace
}  // namespace carboy
