#include <carboy/model.h>

#include <optional>

#include "guide.h"

// [model]
namespace library {

struct Loan {
  std::int64_t id = 0;
  std::string reader, title;
  std::optional<std::string> note;
  std::string state = "lent";
  carboy::DateTime lent{};

  static constexpr auto model() {
    using namespace carboy::model;
    return table("guide_loan", label("Loan", "Loans"), field<&Loan::id>(primary_key),
                 field<&Loan::reader>(required, length(80), display),
                 field<&Loan::title>(required, length(200)),
                 field<&Loan::note>(help("What the librarian should know")),
                 field<&Loan::state>(choices({{"lent", "Lent"}, {"returned", "Returned"}})),
                 field<&Loan::lent>(default_now, read_only), order("-lent"), indexed("reader", "-lent"));
  }
};

}  // namespace library
// [model]

void add_models(carboy::App& app) {
  app.get("/models", [] {
    // [describe]
    std::string text;
    carboy::describe_model<library::Loan>({[](void* to, carboy::Text piece) noexcept {
                                             static_cast<std::string*>(to)->append(piece.data, piece.size);
                                           },
                                           &text});
    // [describe]
    return text;
  });
}
