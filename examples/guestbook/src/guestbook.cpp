#include <carboy/carboy.h>
#include <carboy/guestbook/entries.h>
#include <carboy/guestbook/notice.h>
#include <carboy/pages.h>

#include <map>
#include <memory>
#include <mutex>

#include "entries.h"

using namespace std::chrono_literals;

namespace guestbook {
namespace {

using Notices = carboy::Services<Notice>;

// [notices]
// What other extensions want to say above the list. A notice that fails is left out.
carboy::Markup notices_of(const Notices& notices) {
  carboy::Markup all;
  notices.use().each([&](auto notice) {
    std::string text;
    carboy::check(notice->write(carboy::into(text)));
    all += carboy::html("<p class=\"notice\" title=\"{}\">{}</p>", notice.extension(), text);
  });
  return all;
}
// [notices]

// [page]
carboy::Markup page_of(const Notices& notices, const std::vector<Entry>& entries,
                       std::string_view complaint = {}) {
  carboy::Markup list;
  for (const Entry& entry : entries) {
    list += carboy::html("<li id=\"{}\"><b>{}</b> {}</li>", entry.id, entry.name, entry.text);
  }
  return carboy::html(
      "<!doctype html><title>Guestbook</title><link rel=\"stylesheet\" href=\"{}\">"
      "<h1>Guestbook</h1>{}<p class=\"error\">{}</p><form method=\"post\">"
      "<input name=\"name\"><input name=\"text\"><button>Sign</button></form><ul>{}</ul>",
      carboy::url_for(".static", "filename", "guestbook.css"), notices_of(notices), complaint,
      list);
}
// [page]

// [routes]
void add_routes(carboy::App& app, const std::shared_ptr<Book>& book) {
  const int page_size = app.config().get<int>("page_size");
  auto signed_now = app.signal(entry_signed);
  auto notices = app.services<Notice>();
  auto pages = app.blueprint("guestbook", "/guestbook");

  pages
      .get("/",
           [=](const carboy::Request& request) {
             const auto page = request.args.get<unsigned>("page", 1);
             return page_of(notices, book->page(page == 0 ? 1 : page, page_size));
           })
      .endpoint("list")
      .with(carboy::page(1min));

  pages
      .post("/",
            [=](const carboy::Request& request) -> carboy::Response {
              const std::string name(request.form.get("name")), text(request.form.get("text"));
              if (name.empty() || text.empty()) {
                return {page_of(notices, book->page(1, page_size), "A name and a text, please."),
                        422};
              }
              signed_now(name, book->add(name, text));
              carboy::log::info("{} has signed", name);
              return carboy::redirect(carboy::url_for(".list"), 303);
            })
      .with(unhurried);

  pages.get("/<int:id>", [=](std::int64_t id) {
    const auto entry = book->find(id);
    if (!entry) carboy::abort(404);
    return carboy::json(*entry);
  });
}
// [routes]

// [wrapper]
// Remembers the time of each address's last request.
class RateLimit {
 public:
  bool allows(std::string_view address) {
    const std::lock_guard lock(mutex_);
    const auto now = carboy::now();
    std::erase_if(last_, [&](const auto& one) { return now - one.second >= 1s; });
    return last_.emplace(address, now).second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::chrono::system_clock::time_point> last_;
};

void provide_unhurried(carboy::App& app) {
  app.provide_wrapper(unhurried, [limit = std::make_shared<RateLimit>()](
                                     const carboy::Request& request, carboy::Response&,
                                     std::string_view, carboy::Next next) {
    if (!limit->allows(request.remote_address()))
      carboy::abort(429, "One request a second, please.");
    return next();
  });
}
// [wrapper]

// [work]
void add_work(carboy::App& app, const std::shared_ptr<Book>& book) {
  const auto keep = std::chrono::hours(24) * app.config().get<int>("keep_days");
  app.every(1h, [=] { book->purge(carboy::now() - keep); });
  const auto purge = [=](carboy::Cli& cli) {
    const bool all = cli.has_option("--all");
    const auto removed = book->purge(carboy::now() + (all ? 1h : -keep));
    cli.print(std::to_string(removed) + " removed");
  };
  app.command("guestbook purge", "Remove old entries", purge)
      .option("--all", "Remove all entries")
      .in_running_app();
}
// [work]

// [init]
void init_app(carboy::App& app) {
  auto book = std::make_shared<Book>(app);
  app.provide<Entries>(book);
  provide_unhurried(app);
  add_routes(app, book);
  add_work(app, book);
}
// [init]

}  // namespace
}  // namespace guestbook

CARBOY_EXTENSION(guestbook::init_app)
