// What an extension registers besides routes.
#include <carboy/carboy.h>
#include <carboy/json.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

using namespace std::chrono_literals;

namespace guestbook {

struct Entry {
  std::int64_t id = 0;
  std::string name;
  std::string text;
};
std::string text_of(const Entry& entry) { return entry.name; }
void to_json(nlohmann::json& json, const Entry& entry) {
  json = {{"id", entry.id}, {"name", entry.name}, {"text", entry.text}};
}

struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  virtual std::uint64_t count() noexcept = 0;
  virtual carboy::Status latest(carboy::TextSink out) noexcept = 0;

 protected:
  ~Entries() = default;
};

class Store final : public Entries {
 public:
  std::uint64_t count() noexcept override { return store_.size(); }
  carboy::Status latest(carboy::TextSink out) noexcept override {
    return carboy::guarded([&] { out.put(store_.at(0).text); });
  }

 private:
  std::vector<Entry> store_;
};

// A typed API over the interface that crosses.
struct EntryBook {
  using Interface = Entries;
  static constexpr carboy::ServiceId id = Entries::id;
  class Api {
   public:
    Api(Entries* entries, carboy::Handle<EntryBook> handle) : entries_(entries), handle_(handle) {}
    bool empty() const { return entries_->count() == 0; }

   private:
    Entries* entries_;
    carboy::Handle<EntryBook> handle_;
  };
};

struct OutOfPaper : carboy::Error {
  static constexpr carboy::ErrorId id{"guestbook.OutOfPaper", &carboy::HttpError::id};
  explicit OutOfPaper(std::string why) : Error(id, 409, std::move(why)) {}
};

inline constexpr carboy::Wrapper signed_in{{"guestbook.signed_in", 1, 0}};
inline constexpr carboy::Signal<std::string_view, std::int64_t> entry_added{
    "guestbook.entry_added"};
inline constexpr carboy::Signal<carboy::Value> entry_changed{"guestbook.entry_changed"};

Store store;

void add_services(carboy::App& app) {
  app.provide<Entries>(store);
  app.provide<EntryBook>(std::make_unique<Store>());
  auto entries = app.service<Entries>();
  app.get("/count", [=] { return std::to_string(entries->count()); });
  auto book = app.find_service<EntryBook>();
  app.get("/empty", [=] {
    if (auto use = book.use()) return use->empty() ? "empty" : "not empty";
    return "nobody knows";
  });
  app.provide_wrapper(signed_in, [](const carboy::Request& request, carboy::Response& response,
                                    std::string_view, carboy::Next next) {
    if (request.header("Authorization")) return next();
    response.set_status(401);
    return carboy::Status::answered;
  });
}

void add_hooks(carboy::App& app) {
  app.before_request([](const carboy::Request&) {});
  app.before_request([] {});
  app.before_request([](const carboy::Request& request) -> std::optional<carboy::Response> {
    if (request.path() == "/closed") return carboy::Response("closed", 503);
    return std::nullopt;
  });
  app.after_request([](const carboy::Request&, carboy::Response& response) {
    response.set_header("X-Frame-Options", "DENY");
  });

  app.teardown_request([](const carboy::Request&, const carboy::ReceivedError* error) {
    if (error != nullptr) carboy::log::warning("{} failed: {}", error->name(), error->what());
  });
  app.error(404, [] { return "no"; });
  app.error(500, [](const carboy::ReceivedError& error) { return std::string(error.what()); });
  app.error<OutOfPaper>([](const carboy::Request&, const carboy::ReceivedError&) {
    return carboy::Response("x", 409);
  });
}

void add_signals(carboy::App& app) {
  app.on(carboy::signals::request_finished,
         [](const carboy::Request&, const carboy::Response& response) { response.status(); });
  app.on(
      entry_added, [](std::string_view, std::int64_t) {}, -10);
  app.on(entry_changed, [](carboy::Value entry) { entry["name"].text(); });
  auto added = app.signal(entry_added);
  auto changed = app.signal(entry_changed);
  app.get("/add", [=] {
    added("Ada", 7);
    const std::map<std::string, std::vector<bool>> entry;
    changed(carboy::value_of(entry));
    const nlohmann::json same;
    changed(carboy::value_of(same));
    return "added";
  });
}

void init_app(carboy::App& app) {
  add_services(app);
  add_hooks(app);
  add_signals(app);
  const int page_size = app.config().get<int>("page_size");
  const auto title = app.config().get<std::string>("title");
  auto book = app.blueprint("guestbook", "/guestbook");
  book.get("/",
           [=](const carboy::Request&) {
             carboy::log::info("{} of {} for {}, {}", page_size, 0.5, title, Entry());
             return carboy::json({{"page_size", page_size}, {"title", title}});
           })
      .endpoint("list");
  book.get("/<int:id>",
           [](std::int64_t id) {
             return carboy::json(Entry{id, "Ada", "Hi"}, 200);
           })
      .endpoint("entry");
  book.get("/raw", [] { return nlohmann::json{{"a", 1}}; });
  book.get("/ordered", [] { return nlohmann::ordered_json{{"b", 1}, {"a", 2}}; });
  book.post("/",
            [=](const carboy::Request&) {
              return carboy::redirect(carboy::url_for(".entry", "id", 7, "page", page_size));
            })
      .with(signed_in);
  app.command("guestbook purge", "Remove entries older than a year", [](carboy::Cli& cli) {
    for (std::size_t i = 0; i < cli.size(); ++i) cli.print(cli.argument(i));
  });
  app.every(std::chrono::hours(1), [] {});
  app.background("sweeper", [](carboy::StopToken token) {
    while (!token.wait_for(1s)) carboy::log::debug("swept");
  });
  app.at_stop([state = app.state()]() mutable { state.put("stopped", "yes"); });
}

}  // namespace guestbook

CARBOY_EXTENSION(guestbook::init_app)
