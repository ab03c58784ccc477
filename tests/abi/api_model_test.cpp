// Models as JSON and as values.
#include <carboy/carboy.h>
#include <carboy/model.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/abi/silent_host.h"

namespace carboy {
namespace {

using nlohmann::json;

template <class... Models>
json described() {
  std::string text;
  carboy::describe_model<Models...>({[](void* self, Text piece) noexcept {
                                       static_cast<std::string*>(self)->append(piece.data,
                                                                               piece.size);
                                     },
                                     &text});
  return json::parse(text);
}

struct GuestbookEntry {
  std::int64_t id = 0;
  std::string name, text;
  DateTime written{};
  static constexpr auto model() {
    using namespace carboy::model;
    return table("guestbook_entry", field<&GuestbookEntry::id>(primary_key),
                 field<&GuestbookEntry::name>(required, length(80), display),
                 field<&GuestbookEntry::text>(required),
                 field<&GuestbookEntry::written>(default_now, read_only), order("-written"));
  }
};

TEST(Model, IsDescribedAsJson) {
  EXPECT_EQ(described<GuestbookEntry>(), json::parse(R"({"carboy_models": 1, "models": [
    {"name": "guestbook_entry", "table": "guestbook_entry", "display": ["name"],
     "order": ["-written"],
     "fields": [{"name": "id", "type": "integer", "auto": true},
                {"name": "name", "type": "string", "length": 80, "required": true},
                {"name": "text", "type": "text", "required": true},
                {"name": "written", "type": "datetime", "default": {"now": true},
                 "read_only": true}],
     "key": ["id"]}]})"));
}

enum class State { draft, sold };
std::string text_of(State state) { return state == State::draft ? "draft" : "sold"; }

struct ShopBook {
  std::int64_t id = 0;
  std::string title = "\"New\"\n";
  std::int64_t author = 0;
  Decimal price{"1.50"};
  std::optional<std::string> cover;
  std::optional<Date> published;
  bool in_stock = true;
  State state = State::draft;
  double weight = 0.5;
  std::vector<std::int64_t> tags;
  std::int64_t version = 0;
  std::optional<DateTime> deleted_at;
  static constexpr auto model() {
    namespace words = carboy::model;
    using words::field;
    return words::table(
        "book", field<&ShopBook::id>(words::primary_key),
        field<&ShopBook::title>(words::length(200), words::search, words::unique,
                                words::was("name")),
        field<&ShopBook::author>(words::references("author"), words::column("author_id"),
                                 words::on_delete(words::OnDelete::restrict)),
        field<&ShopBook::price>(words::precision(10, 2), words::at_least("0")),
        field<&ShopBook::cover>(words::image, words::store("uploads"), words::max_size(5242880),
                                words::accept("image/png")),
        field<&ShopBook::published>(words::indexed), field<&ShopBook::in_stock>(words::secret),
        field<&ShopBook::state>(words::choices({{"draft", "Draft"}, {"sold", "Sold"}})),
        field<&ShopBook::weight>(words::at_most(10), words::label("Weight (kg)"), words::help("?")),
        field<&ShopBook::tags>(words::many("tag"), words::through("book_tag")),
        field<&ShopBook::version>(words::version), field<&ShopBook::deleted_at>(words::deleted_at),
        words::label("Book", "Books"), words::was("volume"), words::display("title"),
        words::unique("title", "author"), words::indexed("-published").where("in_stock = true"),
        words::check("book_price", "price >= 0"));
  }
};

TEST(Model, EveryWordIsWritten) {
  EXPECT_EQ(described<ShopBook>()["models"][0], json::parse(R"json({"name": "book", "table": "book",
    "label": "Book", "labels": "Books", "was": "volume", "key": ["id"], "display": ["title"],
    "version": "version", "deleted_at": "deleted_at",
    "fields": [
      {"name": "id", "type": "integer", "auto": true},
      {"name": "title", "type": "string", "length": 200, "search": true, "was": "name",
       "default": "\"New\"\n"},
      {"name": "author", "type": "reference", "to": "author", "column": "author_id",
       "on_delete": "restrict"},
      {"name": "price", "type": "decimal", "precision": 10, "scale": 2, "min": "0",
       "default": "1.50"},
      {"name": "cover", "type": "image", "nullable": true, "store": "uploads",
       "max_size": 5242880, "accept": ["image/png"]},
      {"name": "published", "type": "date", "nullable": true},
      {"name": "in_stock", "type": "boolean", "secret": true, "default": true},
      {"name": "state", "type": "string", "choices": [{"value": "draft", "label": "Draft"},
       {"value": "sold", "label": "Sold"}], "default": "draft"},
      {"name": "weight", "type": "float", "max": 10, "label": "Weight (kg)", "help": "?",
       "default": 0.5},
      {"name": "tags", "type": "many", "to": "tag", "through": "book_tag"},
      {"name": "version", "type": "integer", "read_only": true},
      {"name": "deleted_at", "type": "datetime", "nullable": true, "read_only": true}],
    "unique": [{"fields": ["title"]}, {"fields": ["title", "author"]}],
    "indexes": [{"fields": ["published"]}, {"fields": ["-published"], "where": "in_stock = true"}],
    "checks": [{"name": "book_price", "where": "price >= 0"}]
})json"));
}

struct OrderLine {
  std::int64_t order = 0, line = 0;
  static constexpr auto model() {
    namespace words = carboy::model;
    return words::table("order_line", words::existing, words::field<&OrderLine::order>(),
                        words::field<&OrderLine::line>(), words::key("order", "line"));
  }
};

TEST(Model, AKeyOfTwoFieldsMustBeUnderstood) {
  const json model = described<GuestbookEntry, OrderLine>()["models"][1];
  EXPECT_EQ(model["key"], json::parse(R"(["order", "line"])"));
  EXPECT_EQ(model["must_understand"], json::parse(R"(["composite_key"])"));
  EXPECT_EQ(model["existing"], true);
  EXPECT_FALSE(model["fields"][0].contains("auto"));
}

TEST_F(CppApi, AStructWithAModelIsAValue) {
  std::vector<ShopBook> books(2);
  books[0].id = 7;
  books[0].published = std::chrono::July / 4 / 2021;
  detail::LocalArena arena;
  Columns columns("published", "id", "state", "missing");
  std::string text;
  for (const auto& [key, book] : Value(value_of(books), &arena)) {
    const auto [published, id, state, missing] = columns.of(book);
    EXPECT_TRUE(missing.is_undefined());
    text.append(published.text()).append(" ").append(id.text()).append(" ").append(state.text());
    text += ";";
  }
  EXPECT_EQ(text, "2021-07-04 7 draft; 0 draft;");
}

}  // namespace
}  // namespace carboy
