// A model with every word, in a namespace of the author's, and the struct as a value.
#include <carboy/carboy.h>
#include <carboy/model.h>

#include <optional>
#include <string>
#include <vector>

namespace shop {

enum class State { draft, sold };
std::string_view text_of(State state) { return state == State::draft ? "draft" : "sold"; }

struct Book {
  std::int64_t id = 0;
  std::string title, cover;
  std::int64_t author = 0;
  carboy::Decimal price;
  std::optional<carboy::Date> published;
  carboy::DateTime added{};
  State state = State::draft;
  std::vector<std::int64_t> tags;
  std::int64_t version = 0;
  std::optional<carboy::DateTime> deleted_at;

  static constexpr auto model() {
    namespace words = carboy::model;
    using words::field;
    return words::table(
        "shop_book", field<&Book::id>(words::primary_key),
        field<&Book::title>(words::required, words::length(200), words::search, words::display),
        field<&Book::cover>(words::image, words::optional, words::store("uploads"),
                            words::max_size(5242880), words::accept("image/png", "image/jpeg")),
        field<&Book::author>(words::references("author"), words::column("author_id"),
                             words::on_delete(words::OnDelete::restrict)),
        field<&Book::price>(words::precision(10, 2), words::at_least("0")),
        field<&Book::published>(words::indexed, words::help("The first edition")),
        field<&Book::added>(words::default_now, words::read_only),
        field<&Book::state>(words::choices({{"draft", "Draft"}, {"sold", "Sold"}})),
        field<&Book::tags>(words::many("tag"), words::through("shop_book_tag")),
        field<&Book::version>(words::version), field<&Book::deleted_at>(words::deleted_at),
        words::label("Book", "Books"), words::unique("title", "author"), words::order("title"),
        words::indexed("-published").where("price > 0"), words::check("shop_price", "price >= 0"));
  }
};

// A table of another extension.
struct Author {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto model() {
    using namespace carboy::model;
    return table("author", existing, field<&Author::id>(), field<&Author::name>(was("title")),
                 key("id"));
  }
};

constexpr carboy::Signal<carboy::Value> book_changed{"shop.book_changed"};

void init_app(carboy::App& app) {
  auto changed = app.signal(book_changed);
  app.get("/models", [changed] {
    std::string text;
    carboy::describe_model<Book, Author>({[](void* self, carboy::Text piece) noexcept {
                                            static_cast<std::string*>(self)->append(piece.data,
                                                                                    piece.size);
                                          },
                                          &text});
    changed(carboy::value_of(Book{}));
    return text;
  });
}

}  // namespace shop

CARBOY_EXTENSION(shop::init_app)
