#include "core/signals/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace carboy::core::signals {
namespace {

using testing::ElementsAre;

class Recorder final : public Slot {
 public:
  Recorder(std::string name, std::vector<std::string>& heard, int priority = 0, bool ok = true)
      : Slot(name, priority), heard_(heard), ok_(ok) {}
  bool call(const void* arguments, std::size_t) noexcept override {
    heard_.push_back(owner() + *static_cast<const std::string*>(arguments));
    return ok_;
  }

 private:
  std::vector<std::string>& heard_;
  bool ok_;
};

class SignalsTest : public testing::Test {
 protected:
  std::vector<std::string> faults;
  Registry registry{[this](std::string_view signal, const Slot& slot) {
    faults.push_back(std::string(signal) + " " + slot.owner());
  }};
  std::vector<std::string> heard;
  void emit(const Signal& signal, const std::string& text) { signal.emit(&text, 1); }
};

TEST_F(SignalsTest, CallsByPriorityThenAge) {
  Signal& signal = *registry.signal("s", "text");
  Recorder a("a", heard), b("b", heard, 5), c("c", heard);
  const Connection connections[] = {{&signal, &a}, {&signal, &b}, {&signal, &c}};
  registry.exchange({}, connections);
  emit(signal, "!");
  EXPECT_THAT(heard, ElementsAre("b!", "a!", "c!"));
}

TEST_F(SignalsTest, CountsItsSlots) {
  Signal& signal = *registry.signal("s", "text");
  EXPECT_EQ(signal.slot_count(), 0u);
  Recorder a("a", heard);
  const Connection connections[] = {{&signal, &a}};
  registry.exchange({}, connections);
  EXPECT_EQ(signal.slot_count(), 1u);
  EXPECT_TRUE(registry.is_connected(a));
  registry.exchange(connections, {});
  EXPECT_EQ(signal.slot_count(), 0u);
  EXPECT_FALSE(registry.is_connected(a));
  emit(signal, "!");
  EXPECT_TRUE(heard.empty());
}

TEST_F(SignalsTest, ASlotThatFailsDoesNotStopTheOthers) {
  Signal& signal = *registry.signal("s", "text");
  Recorder bad("bad", heard, 1, false), good("good", heard);
  const Connection connections[] = {{&signal, &bad}, {&signal, &good}};
  registry.exchange({}, connections);
  emit(signal, "!");
  EXPECT_THAT(heard, ElementsAre("bad!", "good!"));
  EXPECT_THAT(faults, ElementsAre("s bad"));
}

TEST_F(SignalsTest, AnotherSignatureIsRejected) {
  EXPECT_NE(registry.signal("s", "text"), nullptr);
  EXPECT_EQ(registry.signal("s", "i64"), nullptr);
  EXPECT_EQ(registry.signature_of("s"), "text");
  EXPECT_EQ(registry.signature_of("unknown"), "");
}

// An emission reaches the old slot or the new one, never both and never none.
TEST_F(SignalsTest, AnExchangeIsOneStep) {
  class Counter final : public Slot {
   public:
    Counter() : Slot("counter", 0) {}
    bool call(const void*, std::size_t) noexcept override {
      count.fetch_add(1);
      return true;
    }
    std::atomic<long> count{0};
  };
  Signal& signal = *registry.signal("s", "text");
  std::vector<std::unique_ptr<Counter>> counters;
  counters.push_back(std::make_unique<Counter>());
  const Connection first[] = {{&signal, counters.back().get()}};
  registry.exchange({}, first);
  std::atomic<bool> stop{false};
  std::atomic<long> emitted{0};
  std::thread emitter([&] {
    while (!stop) {
      signal.emit(nullptr, 0);
      ++emitted;
    }
  });
  for (int round = 0; round < 300 || emitted < 1000; ++round) {
    const Connection removed[] = {{&signal, counters.back().get()}};
    counters.push_back(std::make_unique<Counter>());
    const Connection added[] = {{&signal, counters.back().get()}};
    registry.exchange(removed, added);
  }
  stop = true;
  emitter.join();
  long heard_by_all = 0;
  for (const auto& counter : counters) heard_by_all += counter->count;
  EXPECT_EQ(heard_by_all, emitted);
}

}  // namespace
}  // namespace carboy::core::signals
