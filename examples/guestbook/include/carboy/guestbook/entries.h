// What the guestbook offers to other extensions.
#pragma once

#include <carboy/carboy.h>

namespace guestbook {

// [service]
// Thread rule: from any thread.
struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  virtual std::uint64_t count() noexcept = 0;
  // The text of the newest entry. Fails when there is none.
  virtual carboy::Status latest(carboy::TextSink out) noexcept = 0;

 protected:
  ~Entries() = default;
};

// Somebody has signed: the name and the entry's number.
inline constexpr carboy::Signal<std::string_view, std::int64_t> entry_signed{"guestbook.signed"};

// At most one request a second from one address: app.post("/", view).with(guestbook::unhurried).
inline constexpr carboy::Wrapper unhurried{{"guestbook.Unhurried", 1, 0}};
// [service]

}  // namespace guestbook
