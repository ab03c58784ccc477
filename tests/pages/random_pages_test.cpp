// A random search for a wrong page. Random views read some parts of the request and of a database;
// every answer from a stored page is compared with what the same view makes of the request.
//
// CARBOY_PAGES_VIEWS is the number of views, CARBOY_PAGES_SEED that of the first one.
#include <carboy/pages.h>
#include <carboy/testing/testing.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using Random = std::mt19937_64;

// A database with two tables. It stands for an extension like sql: each statement names its table
// before it reads, a request reads one snapshot, and a commit opens and closes its tags.
class Database {
 public:
  void use(carboy::abi::Pages* pages) { pages_ = pages; }
  void begin_request() { has_snapshot_ = false; }
  std::string read(const std::string& table) {
    carboy::depends_on("table:" + table);
    maybe_step();
    if (!has_snapshot_) snapshot_ = rows_;
    has_snapshot_ = true;
    maybe_step();
    return std::to_string(snapshot_[table]);
  }
  // Lets the writer take a step now and then, also while a view runs.
  void maybe_step() {
    if (random_ == nullptr || (*random_)() % 3 != 0) return;
    // On a thread of its own, as a request that changes something is not stored.
    std::thread([this] { step(); }).join();
  }
  // Null stops the writer.
  void drive(Random* random) { random_ = random; }

 private:
  void step() {
    switch (next_++ % 3) {
      case 0: {
        table_ = (*random_)() % 2 == 0 ? "a" : "b";
        const std::string tag = "table:" + table_;
        const carboy::Text text = tag;
        token_ = pages_->begin_commit(&text, 1);
        return;
      }
      case 1:
        if ((*random_)() % 4 != 0) ++rows_[table_];  // otherwise it is rolled back
        return;
      case 2:
        pages_->end_commit(token_);
        return;
    }
  }

  carboy::abi::Pages* pages_ = nullptr;
  Random* random_ = nullptr;
  std::map<std::string, int> rows_{{"a", 0}, {"b", 0}}, snapshot_;
  bool has_snapshot_ = false;
  unsigned next_ = 0;
  std::string table_;
  std::uint64_t token_ = 0;
};

// What the views and hooks of a test share.
struct World {
  Database database;
  std::string flavour;  // what a hook has read of the request, for the view
  std::uint64_t runs = 0, nonces = 0;
  std::vector<std::uint64_t> seeds;
};

constexpr std::array<const char*, 17> kParts{
    "host",   "scheme", "p",       "query",  "theme", "session", "authorization", "language", "hx",
    "client", "method", "flavour", "fields", "body",  "target",  "row a",         "row b"};

std::string value_of(World& world, const carboy::Request& request, std::string_view part) {
  if (part == "host") return std::string(request.host());
  if (part == "scheme") return std::string(request.scheme());
  if (part == "p") return std::string(request.args.get("p", "none"));
  if (part == "query") return std::to_string(request.args.size());
  if (part == "theme") return std::string(request.cookies.get("theme", "none"));
  if (part == "session") {
    const auto session = request.cookies.find("session");
    if (session) carboy::mark_personal("a session");
    return std::string(session.value_or("none"));
  }
  if (part == "authorization") return std::string(request.header("Authorization").value_or("none"));
  if (part == "language") {
    return std::string(request.accept_language.best_match({"de", "en"}).value_or("none"));
  }
  if (part == "hx") return std::string(request.header("HX-Request").value_or("none"));
  if (part == "client") return std::string(request.remote_address());
  if (part == "method") return std::string(request.method());
  if (part == "flavour") return world.flavour;
  if (part == "fields") return std::to_string(request.headers().size());
  if (part == "body") return std::string(request.body());
  if (part == "target") {
    const std::string_view target = request.target();
    const std::size_t mark = target.find('?');  // the paths of the two routes differ
    return std::string(mark == std::string_view::npos ? "" : target.substr(mark));
  }
  return world.database.read(part == "row a" ? "a" : "b");
}

// A view that reads one part, and by its value goes on to others: a tree in which the seed and the
// values lead from one node to the next.
carboy::Response view(World& world, const carboy::Request& request, std::uint64_t seed) {
  ++world.runs;
  world.database.begin_request();
  Random own(seed);
  const std::uint64_t kind = own();
  std::string text;
  std::uint64_t node = own();
  for (int depth = 0; depth < 4 && node % 10 > 2; ++depth) {
    const char* const part = kParts.at(node / 16 % kParts.size());
    const std::string value = value_of(world, request, part);
    text.append(part).append("=").append(value).append(";");
    node = Random(node ^ std::hash<std::string>()(value))();
  }
  carboy::Response response(text);
  if (kind % 13 == 0) response.set_status(404);
  if (kind % 17 == 0) response.set_cookie("last", "1");
  if (kind % 19 == 0) response.set_header("Cache-Control", "no-store");
  if (kind % 23 == 0) response.set_header("Vary", "*");
  if (kind % 29 == 0) {
    carboy::mark_personal("a nonce");
    response.set_header("X-Nonce", std::to_string(++world.nonces));
  }
  if (kind % 31 == 0) {
    carboy::after_this_request([](carboy::Response& after) { after.set_header("X-After", "yes"); });
  }
  return response;
}

template <class List>
auto& any_of(const List& list, Random& random) {
  return list[random() % std::size(list)];
}

struct Question {
  std::string method, path, query;
  carboy::testing::Sent sent;
};

Question random_question(Random& random, std::size_t number) {
  static const std::vector<std::string> kQueries{"",         "?p=1", "?p=2",
                                                 "?p=1&p=2", "?q=1", "?p=2&p=1"};
  static const std::vector<std::string> kCookies{
      "", "theme=dark", "session=a", "session=b; theme=dark", "flavour=1", "flavour=2; theme=dark"};
  static const std::vector<std::string> kMethods{"GET", "GET", "GET", "GET", "HEAD", "POST"};
  Question one{any_of(kMethods, random), std::to_string(number), any_of(kQueries, random), {}};
  const std::string& cookies = any_of(kCookies, random);
  if (!cookies.empty()) one.sent.headers.push_back({"Cookie", cookies});
  if (random() % 4 == 0)
    one.sent.headers.push_back({"Authorization", "Bearer " + std::to_string(random() % 2)});
  if (random() % 2 == 0)
    one.sent.headers.push_back({"Accept-Language", random() % 2 == 0 ? "de" : "en"});
  if (random() % 3 == 0) one.sent.headers.push_back({"HX-Request", "true"});
  if (random() % 8 == 0) one.sent.headers.push_back({"If-None-Match", "*"});
  if (random() % 8 == 0) one.sent.headers.push_back({"Range", "bytes=0-4"});
  if (one.method == "POST" || random() % 8 == 0) one.sent.body = random() % 2 == 0 ? "x" : "yy";
  return one;
}

std::size_t setting(const char* name, std::size_t otherwise) {
  const char* const given = std::getenv(name);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

// The routes /stored/N, whose pages are stored, and /plain/N, whose pages are not but are otherwise
// treated alike.
void set_up(carboy::App& app, World& world, bool cacheable) {
  auto before = app.before_request([&world](const carboy::Request& request) {
    world.flavour = request.cookies.get("flavour", "none");
  });
  auto after = app.after_request([](const carboy::Request& request, carboy::Response& response) {
    response.set_header("X-Lang", std::string(request.header("Accept-Language").value_or("none")));
  });
  if (cacheable) {
    before.cacheable();
    after.cacheable();
  }
  const auto answer = [&world](const carboy::Request& request, std::uint64_t number) {
    return view(world, request, world.seeds.at(number));
  };
  app.route({"GET", "POST"}, "/stored/<int:number>", answer)
      .with(carboy::page(std::chrono::hours(1)));
  // A tag that is always being committed keeps these from being answered.
  app.route({"GET", "POST"}, "/plain/<int:number>", answer)
      .with(carboy::page(std::chrono::hours(1)).tag("never"));
}

std::string described(const carboy::testing::Response& response) {
  std::string text = std::to_string(response.status()) + "\n";
  for (const char* name : {"X-Lang", "X-After", "Content-Type", "ETag", "Cache-Control", "Vary",
                           "Content-Range", "Accept-Ranges"}) {
    text.append(name).append(": ").append(response.header(name).value_or("")).append("\n");
  }
  return text + response.text();
}

void search(bool cacheable) {
  const std::size_t views = setting("CARBOY_PAGES_VIEWS", 300);
  const std::size_t first = setting("CARBOY_PAGES_SEED", 1);
  World world;
  for (std::size_t i = 0; i < views; ++i) world.seeds.push_back(Random(first + i)());
  carboy::testing::App app(std::initializer_list<std::string_view>{});
  app.setup([&](carboy::App& own) { set_up(own, world, cacheable); });
  const auto pages = app.service<carboy::Pages>();
  const auto use = pages.use();
  world.database.use(use->abi());
  const carboy::Text never = "never";
  const std::uint64_t open = use->abi()->begin_commit(&never, 1);
  auto http = app.client({.base_url = "http://a.example"});
  auto https = app.client({.base_url = "https://b.example"});
  std::size_t hits = 0;
  std::set<std::string> nonces;
  for (std::size_t number = 0; number < views; ++number) {
    Random random(world.seeds[number]);
    for (int i = 0; i < 20; ++i) {
      auto& client = random() % 2 == 0 ? http : https;
      const Question one = random_question(random, number);
      world.database.drive(&random);
      world.database.maybe_step();
      const std::uint64_t runs = world.runs;
      const auto answer = client.open(one.method, "/stored/" + one.path + one.query, one.sent);
      const bool is_hit = world.runs == runs;
      world.database.drive(nullptr);
      if (const auto nonce = answer.header("X-Nonce")) {
        ASSERT_TRUE(nonces.insert(*nonce).second) << "a nonce twice, in view " << number;
      }
      if (!is_hit) continue;
      ++hits;
      const auto wanted = client.open(one.method, "/plain/" + one.path + one.query, one.sent);
      ASSERT_EQ(world.runs, runs + 1) << "the uncached view did not run";
      ASSERT_EQ(described(answer), described(wanted)) << "in view " << number;
    }
  }
  use->abi()->end_commit(open);
  std::printf("%zu views, %zu requests, %zu answered by stored pages, 0 wrong\n", views, views * 20,
              hits);
  EXPECT_GT(hits, views);  // or the search would have looked at nothing
}

TEST(RandomPages, NoneIsWrongWhenNoHookRuns) { search(true); }
TEST(RandomPages, NoneIsWrongWhenAllHooksRun) { search(false); }

}  // namespace
