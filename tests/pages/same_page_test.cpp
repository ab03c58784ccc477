// Requests that ask at once for a page that is not stored.
#include <carboy/pages.h>
#include <carboy/testing/testing.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using carboy::testing::App;

namespace {

using namespace std::chrono_literals;

// A place where threads wait until `count` of them have come.
class Meeting {
 public:
  explicit Meeting(int count) : missing_(count) {}
  // Returns false if some did not come for a long time.
  bool come_and_wait() {
    std::unique_lock lock(mutex_);
    --missing_;
    all_came_.notify_all();
    return all_came_.wait_for(lock, 1min, [&] { return missing_ <= 0; });
  }
  void come() {
    const std::lock_guard lock(mutex_);
    --missing_;
    all_came_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_came_;
  int missing_;
};

constexpr int kCount = 12;

class SamePage : public testing::Test {
 protected:
  // Asks for all targets at once and returns the answers.
  std::vector<std::string> ask(const std::vector<std::string>& targets,
                               const std::string& user = "") {
    std::vector<std::string> answers(targets.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      threads.emplace_back([&, i] {
        auto client = app.client();
        if (!user.empty()) client.set_cookie("user", user + std::to_string(i));
        answers[i] = client.get(targets[i]).text();
      });
    }
    for (std::thread& thread : threads) thread.join();
    return answers;
  }
  static std::vector<std::string> times(const std::string& target) {
    return std::vector<std::string>(kCount, target);
  }

  App app{std::initializer_list<std::string_view>{}};
  Meeting meeting{kCount};
  std::atomic<int> runs{0};
};

// The view ends when all requests have come as far as to the last hook before it.
TEST_F(SamePage, IsMadeOnceAmongItsHooks) {
  app.setup([this](carboy::App& own) {
    own.before_request([this] { meeting.come(); });
    own.get("/",
            [this] {
              meeting.come_and_wait();
              return "run " + std::to_string(++runs);
            })
        .with(carboy::page(1h));
  });
  app.start();
  EXPECT_EQ(ask(times("/")), times("run 1"));
  EXPECT_EQ(runs, 1);
  const auto now = app.service<carboy::Pages>()->statistics();
  EXPECT_EQ(now.misses, 1u);
  EXPECT_EQ(now.hits, kCount - 1u);
}

TEST_F(SamePage, IsMadeOnceWithoutHooks) {
  app.setup([this](carboy::App& own) {
    own.get("/",
            [this] {
              std::this_thread::sleep_for(20ms);
              return "run " + std::to_string(++runs);
            })
        .with(carboy::page(1h));
  });
  app.start();
  EXPECT_EQ(ask(times("/")), times("run 1"));
}

TEST_F(SamePage, IsNotWaitedForIfItIsPersonal) {
  bool is_first = true;
  std::atomic<bool> has_met{true};
  app.setup([&, this](carboy::App& own) {
    own.get("/",
            [&, this](const carboy::Request& request) {
              carboy::mark_personal("a user");
              if (!is_first && !meeting.come_and_wait()) has_met = false;
              return std::string(request.cookies.get("user", "nobody"));
            })
        .with(carboy::page(1h));
  });
  app.start();
  ask({"/"});
  is_first = false;
  const auto answers = ask(times("/"), "user");
  EXPECT_TRUE(has_met) << "a request has waited for the page of another user";
  EXPECT_EQ(answers.front(), "user0");
  EXPECT_EQ(answers.back(), "user" + std::to_string(kCount - 1));
}

// A hook says so, before anything is stored.
TEST_F(SamePage, IsNotWaitedForIfAHookKnowsThatItIsPersonal) {
  std::atomic<bool> has_met{true};
  app.setup([&, this](carboy::App& own) {
    own.before_request([] { carboy::mark_personal("a user"); });
    own.get("/",
            [&, this] {
              if (!meeting.come_and_wait()) has_met = false;
              return "page";
            })
        .with(carboy::page(1h));
  });
  app.start();
  EXPECT_EQ(ask(times("/")), times("page"));
  EXPECT_TRUE(has_met) << "a request has waited for the page of another user";
}

TEST_F(SamePage, IsNotThatOfAnotherQuery) {
  std::atomic<bool> has_met{true};
  app.setup([&, this](carboy::App& own) {
    own.get("/",
            [&, this](const carboy::Request& request) {
              const std::string page(request.args.get("page", "0"));
              if (page != "0" && !meeting.come_and_wait()) has_met = false;
              return page;
            })
        .with(carboy::page(1h));
  });
  app.start();
  ask({"/"});  // shows that pages differ by the argument
  std::vector<std::string> targets, pages;
  for (int i = 1; i <= kCount; ++i) {
    pages.push_back(std::to_string(i));
    targets.push_back("/?page=" + pages.back());
  }
  EXPECT_EQ(ask(targets), pages);
  EXPECT_TRUE(has_met) << "a request has waited for another page";
}

TEST_F(SamePage, IsMadeAgainIfTheFirstViewFails) {
  app.setup([this](carboy::App& own) {
    own.before_request([this] { meeting.come(); });
    own.get("/",
            [this]() -> std::string {
              meeting.come_and_wait();
              if (++runs == 1) throw std::runtime_error("the first one fails");
              return "page";
            })
        .with(carboy::page(1h));
  });
  app.start();
  int right = 0;
  for (const std::string& answer : ask(times("/"))) right += answer == "page" ? 1 : 0;
  EXPECT_EQ(right, kCount - 1);
}

}  // namespace
