#include <carboy/json.h>
#include <carboy/value_types.h>

#include <map>
#include <vector>

#include "guide.h"

// [described]
namespace library {

struct Book {
  std::string title;
  carboy::Date published;
  carboy::Decimal price;
  std::vector<std::string> tags;
};

}  // namespace library

template <>
struct carboy::ValueTraits<library::Book>
    : carboy::Described<&library::Book::title, &library::Book::published, &library::Book::price,
                        &library::Book::tags> {};
// [described]

namespace library {

inline constexpr carboy::Signal<carboy::Value> books_sold{"guide.books_sold"};

namespace {

// [columns]
// Prints one line for each book of a list, whatever type the books have in the other extension.
std::string lines(const carboy::Value& books) {
  std::string text;
  carboy::Columns columns("title", "published");
  for (const auto& [key, book] : books) {
    const auto [title, published] = columns.of(book);
    text.append(title.text()).append(" (").append(published.text()).append(")\n");
  }
  return text;
}
// [columns]

// [iterate]
std::string printed(const carboy::Value& value) {
  if (value.kind() != carboy::ValueKind::map) return std::string(value.text());
  std::string text;
  for (const auto& [name, item] : value) {
    text.append(name).append("=").append(printed(item)).append(" ");
  }
  return text;
}
// [iterate]

void add_signal(carboy::App& app) {
  app.on(books_sold, [state = app.state()](carboy::Value books) { state.put("sold", lines(books)); });
  // [emit]
  app.post("/sales", [sold = app.signal(books_sold)] {
    const std::vector<Book> books{{"Emma", std::chrono::December / 23 / 1815, {"9.50"}, {"novel", "used"}}};
    sold(carboy::value_of(books));
    return "Sold.";
  });
  // [emit]
  app.get("/sales", [state = app.state()] { return state.get("sold").value_or(""); });
}

}  // namespace
}  // namespace library

void add_structured_values(carboy::App& app) {
  library::add_signal(app);
  app.on(library::books_sold, [](carboy::Value books) {
    for (const auto& [index, book] : books) carboy::log::debug("{}", library::printed(book));
  });
}
