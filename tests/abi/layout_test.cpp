// The memory layout of the structs that cross (x86-64, LP64), which the list of slots cannot
// express.
#include <carboy/abi/extension.h>
#include <carboy/abi/pages.h>
#include <carboy/abi/wrapper.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace carboy::abi {
namespace {

// Every compiler passes and copies such a type as its bytes.
template <class T, std::size_t Size>
inline constexpr bool is_plain =
    sizeof(T) == Size && alignof(T) <= 8 &&
    std::is_trivially_copyable_v<T>&& std::is_trivially_copy_constructible_v<
        T>&& std::is_trivially_move_constructible_v<T>&& std::is_trivially_destructible_v<T>&& std::
        is_standard_layout_v<T>;

static_assert(sizeof(void*) == 8 && sizeof(size_t) == 8 && sizeof(bool) == 1);
static_assert(is_plain<Text, 16> && offsetof(Text, size) == 8);
static_assert(is_plain<Bytes, 16> && offsetof(Bytes, size) == 8);
static_assert(is_plain<Status, 4>);
static_assert(is_plain<ServiceId, 24> && offsetof(ServiceId, major_version) == 16 &&
              offsetof(ServiceId, minor_version) == 18);
static_assert(is_plain<TextSink, 16> && offsetof(TextSink, self) == 8);
static_assert(is_plain<ErrorId, 24> && offsetof(ErrorId, parent) == 16);
static_assert(is_plain<TaskCallback, 24> && is_plain<ErrorCallback, 24> &&
              is_plain<AnnounceCallback, 24> && is_plain<StreamCallback, 24>);
static_assert(offsetof(TaskCallback, function) == 0 && offsetof(TaskCallback, drop) == 8 &&
              offsetof(TaskCallback, self) == 16);
static_assert(is_plain<Error, 56> && offsetof(Error, size) == 0 && offsetof(Error, code) == 4 &&
              offsetof(Error, ids) == 8 && offsetof(Error, message) == 24 &&
              offsetof(Error, header_count) == 48);
static_assert(is_plain<ByteRange, 16> && is_plain<Ranges, 40> && offsetof(Ranges, unit) == 8);
static_assert(is_plain<Authorization, 56> && offsetof(Authorization, type) == 8);
static_assert(is_plain<Cookie, 112> && offsetof(Cookie, size) == 0 && offsetof(Cookie, name) == 8 &&
              offsetof(Cookie, partitioned) == 109);
static_assert(is_plain<FileOptions, 80> && offsetof(FileOptions, content_type) == 8);
static_assert(is_plain<ConverterOptions, 72> && offsetof(ConverterOptions, weight) == 4);
static_assert(is_plain<StateChange, 16> && offsetof(StateChange, self) == 8);
static_assert(is_plain<HandOverCallback, 24>);
static_assert(is_plain<Pin, 16> && offsetof(Pin, token) == 8);
static_assert(is_plain<Provider, 32> && offsetof(Provider, extension) == 8 &&
              offsetof(Provider, priority) == 24 && offsetof(Provider, minor_version) == 28);
static_assert(is_plain<ProviderList, 32> && offsetof(ProviderList, count) == 8 &&
              offsetof(ProviderList, version) == 16 && offsetof(ProviderList, token) == 24);
static_assert(is_plain<Argument, 24> && offsetof(Argument, kind) == 0 &&
              offsetof(Argument, i64) == 8 && offsetof(Argument, value) == 8);
static_assert(is_plain<HeaderField, 32> && offsetof(HeaderField, value) == 16);
static_assert(is_plain<Value, 16> && offsetof(Value, table) == 8);
static_assert(is_plain<NamedValue, 32> && offsetof(NamedValue, value) == 16);
static_assert(is_plain<ValueTable, 112> && offsetof(ValueTable, size) == 0 &&
              offsetof(ValueTable, kind) == 8 && offsetof(ValueTable, call) == 72 &&
              offsetof(ValueTable, next) == 80 && offsetof(ValueTable, cell) == 104);
static_assert(is_plain<Cell, 16> && offsetof(Cell, flags) == 1 && offsetof(Cell, size) == 4 &&
              offsetof(Cell, i64) == 8 && offsetof(Cell, value) == 8);
static_assert(is_plain<Next, 16> && offsetof(Next, self) == 8);
static_assert(is_plain<PageStatistics, 72> && offsetof(PageStatistics, pages) == 8 &&
              is_plain<PageSink, 16>);
static_assert(sizeof(WrapperPhase) == 4 && sizeof(PairList) == 1);
static_assert(sizeof(ValueKind) == 1 && sizeof(ArgumentKind) == 1 && sizeof(LogLevel) == 1 &&
              sizeof(HookKind) == 1 && sizeof(StreamState) == 4 && sizeof(CommandPlace) == 1 &&
              sizeof(Mode) == 1);
// A pointer to an interface is the address of the object, since the only base is empty.
static_assert(std::is_empty_v<Service>);

// A text view of another library.
struct OwnView {
  OwnView(const char* characters, std::size_t count) : begin(characters), length(count) {}
  const char* data() const { return begin; }
  std::size_t size() const { return length; }
  const char* begin;
  std::size_t length;
};

std::string_view seen(Text text) { return text; }

TEST(Text, IsMadeOfEveryKindOfText) {
  const std::string string("a\0b", 3);
  const std::vector<char> characters{'x', 'y'};
  EXPECT_EQ(seen("literal"), "literal");
  EXPECT_EQ(seen(string), std::string_view("a\0b", 3));
  EXPECT_EQ(seen(std::string_view("view")), "view");
  EXPECT_EQ(seen(OwnView("own view", 3)), "own");
  EXPECT_EQ(seen(characters), "xy");
  EXPECT_EQ(seen(""), "");
}

TEST(Text, BecomesEveryKindOfView) {
  const Text text("text");
  const std::string_view view = text;
  const OwnView own = text;
  const std::span<const char> span = text;
  EXPECT_EQ(view, "text");
  EXPECT_EQ(own.length, 4u);
  EXPECT_EQ(span.size(), 4u);
}

// But not types that own their text, nor types without text.
static_assert(!std::is_convertible_v<Text, std::string>);
static_assert(!std::is_convertible_v<Text, ServiceId>);
static_assert(!std::is_convertible_v<Text, Bytes>);
static_assert(!std::is_convertible_v<Text, const char*>);
static_assert(!std::is_convertible_v<int, Text>);

TEST(Text, AbsentAndEmptyAreDistinct) {
  EXPECT_EQ(Text().data, nullptr);
  EXPECT_NE(Text("").data, nullptr);
}

}  // namespace
}  // namespace carboy::abi
