// Notices above the list of the guestbook. Any extension can provide some.
#pragma once

#include <carboy/carboy.h>

#include <memory>
#include <utility>

namespace guestbook {

// [interface]
// A line above the list. Thread rule: from any thread.
struct Notice : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Notice", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  // Writes the text, which may be empty.
  virtual carboy::Status write(carboy::TextSink out) noexcept = 0;

 protected:
  ~Notice() = default;
};
// [interface]

// [helper]
template <class F>
class NoticeOf final : public Notice {
 public:
  explicit NoticeOf(F text) : text_(std::move(text)) {}
  carboy::Status write(carboy::TextSink out) noexcept override {
    return carboy::guarded([&] { out.put(text_()); });
  }

 private:
  F text_;
};

// Provides a notice: guestbook::notice(app, [] { return "Closed on Sundays"; }). The function may
// throw; then the notice is left out. Many threads call it at once.
template <class F>
void notice(carboy::App& app, F text, carboy::ProvideOptions options = {}) {
  app.provide<Notice>(std::make_shared<NoticeOf<F>>(std::move(text)), options);
}
// [helper]

}  // namespace guestbook
