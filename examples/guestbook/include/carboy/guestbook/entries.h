// What the guestbook provides to other extensions.
#pragma once

#include <carboy/carboy.h>

namespace guestbook {

// [service]
// The entries of the guestbook. Thread rule: from any thread.
struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  // Returns the number of entries.
  virtual std::uint64_t count() noexcept = 0;
  // Writes the text of the newest entry to out. Fails if there are no entries.
  virtual carboy::Status latest(carboy::TextSink out) noexcept = 0;

 protected:
  ~Entries() = default;
};

// Emitted when a visitor has signed, with the name and the number of the entry.
inline constexpr carboy::Signal<std::string_view, std::int64_t> entry_signed{"guestbook.signed"};

// Allows one request a second from each address: app.post("/", view).with(guestbook::unhurried).
inline constexpr carboy::Wrapper unhurried{{"guestbook.Unhurried", 1, 0}};
// [service]

}  // namespace guestbook
