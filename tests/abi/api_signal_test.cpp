// Emitters and slots, with a fake signal.
#include <carboy/carboy.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

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

TEST_F(CppApi, AnEmitterCallsTheHostOnlyWhenSomebodyListens) {
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

TEST_F(CppApi, ASignalsSignatureIsMadeOfItsArguments) {
  using Everything = detail::SignatureText<std::int64_t, double, bool, std::string_view, Value,
                                           const Request&, const Response&>;
  static constexpr Everything kEverything;
  EXPECT_EQ(kEverything.view(), "i64,f64,boolean,text,value,request,response");
  static constexpr detail::SignatureText<> kNothing;
  EXPECT_EQ(kNothing.view(), "");
}

TEST_F(CppApi, ASlotRefusesAnotherNumberOfArguments) {
  auto slot = [](std::int64_t) {};
  abi::Argument argument;
  EXPECT_EQ((detail::Slot<std::int64_t>::call<decltype(slot)>(&slot, &argument, 1)), Status::ok);
  EXPECT_EQ((detail::Slot<std::int64_t>::call<decltype(slot)>(&slot, &argument, 0)),
            Status::failed);
}

}  // namespace
}  // namespace carboy
