#include <carboy/guestbook/entries.h>
#include <carboy/guestbook/notice.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "guide.h"

namespace {

// [later]
// What the next version of the header may add.
struct NoticeWithLink : guestbook::Notice {
  static constexpr carboy::ServiceId id{"guestbook.Notice", 1, 1};
  virtual carboy::Text link() noexcept = 0;

 protected:
  ~NoticeWithLink() = default;
};

carboy::Markup shown(const carboy::ProviderRef<guestbook::Notice>& notice) {
  std::string text;
  carboy::check(notice->write(carboy::into(text)));
  auto* linked = notice.as<NoticeWithLink>();
  if (linked == nullptr) return carboy::html("{}", text);
  return carboy::html("<a href=\"{}\">{}</a>", std::string(linked->link()), text);
}
// [later]

}  // namespace

void add_services(carboy::App& app) {
  using namespace std::chrono_literals;
  // [one]
  auto entries = app.find_service<guestbook::Entries>();
  app.get("/signed", [=]() -> std::string {
    if (auto use = entries.use()) return std::to_string(use->count()) + " have signed.";
    return "There is no guestbook here.";
  });
  // [one]

  // [unit]
  app.background("digest", [=](carboy::StopToken token) {
    while (!token.wait_for(1h)) {
      const carboy::UnitOfWork unit;
      auto use = entries.use();
      if (!use || use->count() == 0) continue;
      std::string newest;
      carboy::check(use->latest(carboy::into(newest)));
      carboy::log::info("{} entries; the newest says: {}", use->count(), newest);
    }
  });
  // [unit]

  auto notices = app.services<guestbook::Notice>();
  app.get("/notices", [=] {
    carboy::Markup all;
    for (auto notice : notices.use()) all += shown(notice);
    return all;
  });

  // [check]
  app.before_publish([=] {
    for (auto notice : notices.use()) {
      std::string text;
      carboy::check(notice->write(carboy::into(text)));
      if (text.size() <= 200) continue;
      throw std::runtime_error("The notice of " + std::string(notice.extension()) + " is too long.");
    }
  });
  // [check]
}
