// The words of the boundary: plain values that any two builds lay out alike.
//
// What crosses between host and extension is an interface: a class with only pure virtual, noexcept
// functions, single inheritance and no virtual destructor. Functions are only ever added at the
// end. A signature holds numbers, Text, Bytes, plain structs, pointers to interfaces and callbacks.
//
// A struct that begins with `size` may get fields at its end. Its maker sets `size` to what it was
// compiled with, also when the other side fills it in; the other side touches nothing beyond it.
// Structs without `size` never change.
// sdk/abi/1.0.txt lists every slot; a test refuses anything but an addition at an end.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace carboy {

namespace detail {
template <class T>
concept HasText = requires(const T& text) {
  static_cast<const char*>(text.data());
  static_cast<size_t>(text.size());
};
// What is made of a pointer and a size, and owns nothing.
template <class T>
concept ViewOfText = HasText<T> && __is_trivially_copyable(T) &&
                     requires(const char* data, size_t size) {
  T(data, size);
};
}  // namespace detail

// Characters (UTF-8 unless said otherwise) that somebody else owns; not terminated. Borrowed for
// the call it is passed to, unless the function says how long.
struct Text {
  const char* data = nullptr;
  size_t size = 0;

  constexpr Text() = default;
  constexpr Text(const char* characters, size_t count) : data(characters), size(count) {}
  constexpr Text(const char* terminated) : data(terminated), size(__builtin_strlen(terminated)) {}
  // From strings and views of any library.
  template <detail::HasText String>
  constexpr Text(const String& s) : data(s.data()), size(s.size()) {}
  // To any view: std::string_view, and those of other libraries.
  template <detail::ViewOfText View>
  constexpr operator View() const {
    return View(data, size);
  }
};

// As Text, for bytes that need not be characters.
struct Bytes {
  const char* data = nullptr;
  size_t size = 0;
};

// What a function that may fail returns. failed and refused set the caller's thread's error, which
// Host::error() returns; not_found and cancelled leave it as it was.
enum class Status : int32_t {
  ok = 0,
  answered = 1,    // a hook or wrapper made the response itself
  failed = -1,     // the error says why
  not_found = -2,  // there is no such thing, or no longer
  refused = -3,    // not allowed here or now; the error says why
  cancelled = -4,  // nobody waits for the result any more
};

// An interface's name and version. Minor versions only add functions.
struct ServiceId {
  Text name;
  uint16_t major_version = 1;
  uint16_t minor_version = 0;
};

// The base of every interface that crosses. Objects are never deleted through it.
struct Service {
 protected:
  ~Service() = default;
};

// A function with its state. Who made it frees it: the other side calls `drop(self)` exactly once,
// when it will not call `function` again.
template <class Result, class... Arguments>
struct Callback {
  Result (*function)(void* self, Arguments...) noexcept = nullptr;
  void (*drop)(void* self) noexcept = nullptr;
  void* self = nullptr;
};

// A field of a request's or a response's head.
struct HeaderField {
  Text name;
  Text value;
};

// Takes text piece by piece; what is put is copied before put returns.
struct TextSink {
  void (*write)(void* self, Text piece) noexcept = nullptr;
  void* self = nullptr;

  void put(Text piece) const noexcept { write(self, piece); }
};

// The identity of an error across libraries: a name, and the more general error it is a case of.
struct ErrorId {
  Text name;
  const ErrorId* parent = nullptr;
};

}  // namespace carboy

namespace carboy::abi {

// The SDK these headers belong to.
inline constexpr uint16_t kSdkMajor = 1;
inline constexpr uint16_t kSdkMinor = 0;

// An error as it crosses: its own id first, then its parents'. Borrowed until the thread's next
// error is set.
struct Error {
  uint32_t size = sizeof(Error);
  int32_t code = 500;  // the HTTP status it stands for
  const Text* ids = nullptr;
  size_t id_count = 0;
  Text message;  // for the log; shown to a client only below 500
  // Fields of the response that the error becomes.
  const HeaderField* headers = nullptr;
  size_t header_count = 0;
};

}  // namespace carboy::abi
