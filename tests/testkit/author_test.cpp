// What authors keep for a request and in the state, how they end a view, and their secrets, tried
// with views of the test itself.
#include <carboy/testing/matchers.h>
#include <carboy/testing/testing.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/stat.h>

using carboy::testing::App;
using carboy::testing::Error;
using carboy::testing::HasHeader;
using carboy::testing::HasStatus;
using carboy::testing::HasText;
using carboy::testing::RedirectsTo;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ThrowsMessage;

namespace {

// ---- abort

class AbortTest : public testing::Test {
 protected:
  template <class F>
  void with(F&& add) {
    app_.setup([&](carboy::App& own) { add(own); });
  }
  auto get(const std::string& target) { return app_.client().get(target); }
  App app_{KIT_SO};
};

[[noreturn]] void ask_who() {
  carboy::abort(401, "Who are you?", {{"WWW-Authenticate", "Basic realm=\"a\""}, {"X-A", "1"}});
}

TEST_F(AbortTest, GivesHeaderFieldsToThePlainPage) {
  with([](carboy::App& own) { own.get("/x", []() -> std::string { ask_who(); }); });
  EXPECT_THAT(get("/x"), AllOf(HasStatus(401), HasHeader("WWW-Authenticate", "Basic realm=\"a\""),
                               HasHeader("X-A", "1"), HasText(HasSubstr("Who are you?"))));
}

TEST_F(AbortTest, GivesThemToTheResponseOfAHandlerUnlessThatSetsThem) {
  with([](carboy::App& own) {
    own.get("/x", []() -> std::string { ask_who(); });
    own.error(401, [](const carboy::ReceivedError& error) {
      carboy::Response response("page " + std::to_string(error.headers().size()), 401);
      response.set_header("X-A", "mine");
      return response;
    });
  });
  EXPECT_THAT(get("/x"), AllOf(HasStatus(401), HasHeader("WWW-Authenticate", "Basic realm=\"a\""),
                               HasHeader("X-A", "mine"), HasText("page 2")));
}

TEST_F(AbortTest, ReplacesWhatTheHostSetsByItself) {
  with([](carboy::App& own) {
    own.get("/x", []() -> std::string { carboy::abort(503, "", {{"Retry-After", "60"}}); });
  });
  EXPECT_THAT(get("/x"), AllOf(HasStatus(503), HasHeader("Retry-After", "60")));
}

TEST_F(AbortTest, AFieldThatHttpDoesNotAllowIsAnErrorOfTheApp) {
  with([](carboy::App& own) {
    own.get("/x", []() -> std::string { carboy::abort(401, "", {{"X-A", "1\r\nX-B: 2"}}); });
  });
  EXPECT_THAT(get("/x"), HasStatus(500));
  EXPECT_EQ(get("/x").header("X-B"), std::nullopt);
}

TEST_F(AbortTest, EndsAViewWithAWholeResponse) {
  auto after = std::make_shared<int>(0);
  with([after](carboy::App& own) {
    own.get("/x", []() -> std::string { carboy::abort(carboy::redirect("/login", 303)); });
    own.error<carboy::HttpError>([] { return "a handler"; });
    own.after_request([after] { ++*after; });
  });
  EXPECT_THAT(get("/x"), AllOf(HasStatus(303), RedirectsTo("/login")));
  EXPECT_EQ(*after, 1);
}

TEST_F(AbortTest, EndsHooksAndWrappersWithAWholeResponse) {
  static constexpr carboy::Wrapper kGuarded{{"test.Guarded", 1, 0}};
  auto views = std::make_shared<int>(0);
  with([views](carboy::App& own) {
    own.get("/wrapped", [views] { return std::to_string(++*views); }).with(kGuarded);
    own.get("/hooked", [views] { return std::to_string(++*views); });
    own.before_request([](const carboy::Request& request) {
      if (request.path() == "/hooked") carboy::abort(carboy::Response("stopped", 403));
    });
    own.provide_wrapper(
        kGuarded,
        [](const carboy::Request&, carboy::Response&, std::string_view,
           carboy::Next) -> carboy::Status { carboy::abort(carboy::Response("guarded", 403)); });
  });
  EXPECT_THAT(get("/wrapped"), AllOf(HasStatus(403), HasText("guarded")));
  EXPECT_THAT(get("/hooked"), AllOf(HasStatus(403), HasText("stopped")));
  EXPECT_EQ(*views, 0);
}

// ---- values of a request

struct User {
  std::string name;
};
inline constexpr carboy::RequestKey<User> current_user{"test.user"};
inline constexpr carboy::RequestKey<std::vector<char>> same_name{"test.user"};

// Notes when it is destroyed.
struct Guarded {
  Guarded(std::string name, std::shared_ptr<std::vector<std::string>> ended)
      : name_(std::move(name)), ended_(std::move(ended)) {}
  Guarded(Guarded&&) = default;
  ~Guarded() {
    if (ended_) ended_->push_back(name_);
  }
  std::string name_;
  std::shared_ptr<std::vector<std::string>> ended_;
};
inline constexpr carboy::RequestKey<Guarded> first_value{"test.first"};
inline constexpr carboy::RequestKey<Guarded> second_value{"test.second"};

class ValuesTest : public AbortTest {};

TEST_F(ValuesTest, AreSharedByHooksAndViews) {
  with([](carboy::App& own) {
    own.before_request([](const carboy::Request& request) {
      if (request.args.contains("name")) {
        request.set(current_user, User{std::string(request.args.get("name"))});
      }
    });
    own.get("/x", [](const carboy::Request& request) -> std::string {
      const User* const user = request.get(current_user);
      return user == nullptr ? "nobody" : user->name;
    });
  });
  EXPECT_EQ(get("/x").text(), "nobody");
  EXPECT_EQ(get("/x?name=Ada").text(), "Ada");
  EXPECT_EQ(get("/x").text(), "nobody") << "the next request has values of its own";
}

TEST_F(ValuesTest, AreMadeOnce) {
  with([](carboy::App& own) {
    own.get("/x", [](const carboy::Request& request) {
      int made = 0;
      const auto make = [&] { return User{std::to_string(++made)}; };
      request.get_or_make(current_user, make);
      return request.get_or_make(current_user, make).name;
    });
  });
  EXPECT_EQ(get("/x").text(), "1");
}

TEST_F(ValuesTest, LiveUntilTheLastTeardownAndEndInReverse) {
  auto ended = std::make_shared<std::vector<std::string>>();
  auto at_teardown = std::make_shared<std::string>();
  with([=](carboy::App& own) {
    own.get("/x", [ended](const carboy::Request& request) {
      request.set(first_value, Guarded("replaced", ended));
      request.set(first_value, Guarded("first", ended));
      request.set(second_value, Guarded("second", ended));
      return "x";
    });
    own.teardown_app(
        [at_teardown] { *at_teardown = carboy::current_request().get(first_value)->name_; });
  });
  EXPECT_EQ(get("/x").text(), "x");
  EXPECT_EQ(*at_teardown, "first");
  EXPECT_THAT(*ended, ElementsAre("replaced", "second", "first"));
}

TEST_F(ValuesTest, AnotherTypeUnderTheSameNameIsAnError) {
  with([](carboy::App& own) {
    own.get("/x", [](const carboy::Request& request) {
      request.set(current_user, User{"Ada"});
      return std::string(request.get(same_name)->data(), 1);
    });
  });
  EXPECT_THAT(get("/x"), HasStatus(500));
  EXPECT_THAT(app_.logs().back().text, AllOf(HasSubstr("was set by "
                                                       "test 0.0.0"),
                                             HasSubstr("laid out differently")));
}

// ---- state

class StateTest : public AbortTest {
 protected:
  // Calls f(state) in a view, and returns what it returns.
  template <class F>
  std::string in_view(F f) {
    with([f](carboy::App& own) { own.get("/x", [f, state = own.state()] { return f(state); }); });
    return std::string(get("/x").text());
  }
};

TEST_F(StateTest, UpdateChangesAndRemoves) {
  EXPECT_EQ(in_view([](const carboy::State& state) {
              std::string seen;
              state.update("a", [&](std::optional<std::string_view> old) {
                seen += old ? "some" : "none";
                return "1";
              });
              state.update("a", [&](std::optional<std::string_view> old) {
                return std::string(*old) + "2";
              });
              seen += " " + state.get("a").value_or("gone");
              state.update("a", [](std::optional<std::string_view>) { return std::nullopt; });
              return seen + " " + state.get("a").value_or("gone");
            }),
            "none 12 gone");
}

TEST_F(StateTest, AThrowInUpdateChangesNothingAndKeepsItsType) {
  EXPECT_EQ(in_view([](const carboy::State& state) -> std::string {
              state.put("a", "1");
              try {
                state.update("a", [](std::optional<std::string_view>) -> std::string {
                  throw std::out_of_range("beyond");
                });
              } catch (const std::out_of_range& error) {
                return error.what() + state.get("a").value_or("");
              }
              return "nothing was thrown";
            }),
            "beyond1");
}

TEST_F(StateTest, AChangeInsideOfUpdateIsAnError) {
  EXPECT_THAT(in_view([](const carboy::State& state) -> std::string {
                try {
                  state.update("a", [&](std::optional<std::string_view>) {
                    state.update("a", [](std::optional<std::string_view>) { return "inner"; });
                    return "outer";
                  });
                } catch (const carboy::Error& error) {
                  return error.what() + state.get("a").value_or(" gone");
                }
                return "nothing was thrown";
              }),
              AllOf(HasSubstr("calls update() for the key \"a\""), HasSubstr("gone")));
}

TEST_F(StateTest, HasKeysInOrder) {
  EXPECT_EQ(in_view([](const carboy::State& state) {
              for (const char* key : {"b2", "a", "b10", "c"}) state.put(key, "x");
              state.erase("c");
              std::string all;
              for (const std::string& key : state.keys()) all += key + " ";
              for (const std::string& key : state.keys("b")) all += key + " ";
              return all;
            }),
            "a b10 b2 b10 b2 ");
}

TEST_F(StateTest, AKeyOfOneMegabyteIsRefused) {
  EXPECT_THAT(in_view([](const carboy::State& state) -> std::string {
                try {
                  state.put(std::string(1 << 20, 'k'), "x");
                } catch (const carboy::Error& error) {
                  return error.what();
                }
                return "it was taken";
              }),
              AllOf(HasSubstr("1048576 bytes"), HasSubstr("at most 1024 bytes")));
}

// ---- the data folder, and secrets

TEST_F(AbortTest, TheDataFolderIsMadeForItsUserAlone) {
  auto path = std::make_shared<std::string>();
  with([path](carboy::App& own) { *path = own.data_folder(); });
  EXPECT_EQ(*path, (app_.folder() / "data" / "test").string());
  struct stat found {};
  ASSERT_EQ(::stat(path->c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST(Secrets, AreComparedWhole) {
  EXPECT_TRUE(carboy::same_secret("", ""));
  EXPECT_TRUE(carboy::same_secret("secret", "secret"));
  EXPECT_FALSE(carboy::same_secret("secret", "secreT"));
  EXPECT_FALSE(carboy::same_secret("secret", "secre"));
  EXPECT_FALSE(carboy::same_secret("abab", "ab"));
  EXPECT_FALSE(carboy::same_secret("ab", "abab"));
  EXPECT_FALSE(carboy::same_secret("", "x"));
  EXPECT_FALSE(carboy::same_secret("x", ""));
}

TEST(Secrets, TokensAreLongAndDiffer) {
  EXPECT_EQ(carboy::random_token().size(), 43U);
  EXPECT_EQ(carboy::random_token(3).size(), 4U);
  EXPECT_EQ(carboy::random_token(1).size(), 2U);
  EXPECT_EQ(carboy::random_token(0), "");
  std::set<std::string> tokens;
  std::set<char> characters;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = carboy::random_token(16);
    tokens.insert(token);
    characters.insert(token.begin(), token.end());
  }
  EXPECT_EQ(tokens.size(), 1000U);
  EXPECT_EQ(characters.size(), 64U) << "each digit appears, and nothing else";
}

// ---- mounting

TEST(Mount, MovesRulesUrlsAndStatic) {
  App app(KIT_SO, {{"kit", {{"mount", "/go/on"}}}});
  auto client = app.client();
  EXPECT_THAT(client.get("/go/on/page/7"), AllOf(HasStatus(200), HasText("7")));
  EXPECT_THAT(client.get("/page/7"), HasStatus(404));
  EXPECT_EQ(app.url_for("numbered", "number", 7), "/go/on/page/7");
}

TEST(Mount, ThatIsNoPathStopsTheStart) {
  for (const char* wrong : {"go", "/", "/go/", "/go//on", "/a b", "/<int:x>", "/../x", ""}) {
    App app(KIT_SO, {{"kit", {{"mount", wrong}}}});
    EXPECT_THAT([&] { app.start(); },
                ThrowsMessage<Error>(
                    AllOf(HasSubstr("[kit] mount must be a path"), HasSubstr("such as \"/go\""))))
        << wrong;
  }
}

TEST(Mount, ThatClashesNamesBoth) {
  App app(KIT_SO, {{"kit", {{"mount", "/go"}}}});
  app.setup([](carboy::App& own) { own.get("/go/version", [] { return "mine"; }); });
  EXPECT_THAT([&] { app.start(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("/go/version"), HasSubstr("kit 1.0.0"),
                                         HasSubstr("test 0.0.0"))));
}

}  // namespace
