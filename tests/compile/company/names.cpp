// The SDK among an author's functions that have the names of the SDK's own, and operators that nobody
// expects. The functions are deleted, so that calling one is an error. (check_headers.py asks clang
// whether any call is unqualified.)
#include <carboy/carboy.h>
#include <carboy/json.h>
#include <carboy/model.h>

#include <optional>
#include <string>
#include <vector>

namespace shop {

#define GREEDY(name)           \
  template <class... Anything> \
  void name(Anything&&...) = delete;
GREEDY(abort)
GREEDY(advance)
GREEDY(append_to_string)
GREEDY(as_interface)
GREEDY(begin)
GREEDY(call_with_some)
GREEDY(callback)
GREEDY(check)
GREEDY(checked)
GREEDY(complain)
GREEDY(data)
GREEDY(drop)
GREEDY(end)
GREEDY(failed_by_exception)
GREEDY(forward)
GREEDY(from_argument)
GREEDY(get)
GREEDY(guarded)
GREEDY(host)
GREEDY(is_nearly)
GREEDY(json)
GREEDY(judge_rule)
GREEDY(keep)
GREEDY(keep_object)
GREEDY(log)
GREEDY(move)
GREEDY(parameter_as)
GREEDY(printed)
GREEDY(put_body)
GREEDY(put_result)
GREEDY(redirect)
GREEDY(render)
GREEDY(set_error)
GREEDY(sink_into)
GREEDY(size)
GREEDY(status)
GREEDY(stream)
GREEDY(stream_of)
GREEDY(text_of)
GREEDY(to_argument)
GREEDY(to_string)
GREEDY(url_for)
GREEDY(value_of)
GREEDY(checked_callback)
#undef GREEDY

struct Money {
  long cents = 0;
  template <class Other>
  bool operator==(const Other&) const = delete;
  Money* operator&() = delete;
  template <class Other>
  void operator,(Other&&) const = delete;
};

struct Receipt {
  std::string text;
  operator carboy::Response() const { return {text, 201}; }
  void operator&() const = delete;
};

struct OutOfStock : carboy::Error {
  static constexpr carboy::ErrorId id{"shop.OutOfStock", &carboy::HttpError::id};
  OutOfStock() : Error(id, 409, "There is none left.") {}
};

struct Till : carboy::Service {
  static constexpr carboy::ServiceId id{"shop.Till", 1, 0};
  virtual carboy::Status pay(int64_t cents) noexcept = 0;

 protected:
  ~Till() = default;
};
struct OwnTill final : Till {
  Money kept;
  carboy::Status pay(int64_t cents) noexcept override {
    return carboy::guarded([&] {
      if (cents < 0) throw OutOfStock();
      kept.cents += cents;
    });
  }
};
OwnTill till;

}  // namespace shop

template <>
struct carboy::FromRule<shop::Money> {
  static std::optional<shop::Money> from(std::string_view) { return shop::Money{1}; }
};
template <>
struct carboy::ValueTraits<shop::Money> : carboy::NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::i64; }
};

namespace shop {

inline constexpr carboy::Wrapper opened{{"shop.opened", 1, 0}};
inline constexpr carboy::Signal<std::string_view, carboy::Value> sold{"shop.sold"};

void init_app(carboy::App& app) {
  const Money least;
  const std::vector<Money> prices(3);
  auto emit_sold = app.signal(sold);
  app.provide<Till>(till);
  auto use_till = app.service<Till>();
  app.get("/<money:price>/<money:other>",
          [least, prices, emit_sold, use_till](const carboy::Request&, Money price, const Money&) {
            emit_sold("x", carboy::value_of(prices));
            carboy::check(use_till->pay(price.cents + least.cents));
            carboy::log::info("sold for {}", price.cents);
            return Receipt{carboy::url_for(".list", "least", least.cents)};
          })
      .with(opened);
  app.get("/optional", []() -> carboy::Response { return Receipt{"x"}; });
  app.before_request([]() -> std::optional<Receipt> { return std::nullopt; });
  app.after_request([](const carboy::Request&, carboy::Response&) {});
  app.teardown_request([] {});
  app.error<OutOfStock>([](const carboy::ReceivedError&) { return Receipt{"x"}; });
  app.on(sold, [](std::string_view, carboy::Value) {});
  app.provide_wrapper(opened, [](const carboy::Request&, carboy::Response&, std::string_view,
                                 carboy::Next next) { return next(); });
  app.command("shop close", "Close the shop", [](carboy::Cli& cli) { cli.print("closed"); });
  app.every(std::chrono::seconds(1), [] {});
  app.background("shop", [](carboy::StopToken) {});
  app.at_stop([] {});
  app.get("/stream",
          [] { return carboy::stream([](carboy::Stream& out) { return out.write("x"); }); });
}

}  // namespace shop

CARBOY_EXTENSION(shop::init_app)
